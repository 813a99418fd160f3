"""Every recommender keeps the promises of the protocol."""

from tailorbird.recommendations.baskets import baskets_of
from tailorbird.recommendations.bought_together import TogetherSettings, train_bought_together
from tailorbird.recommendations.popularity import (
    PopularitySettings,
    train_best_sellers,
    train_trending,
)
from tailorbird.recommendations.recently_viewed import RecentlyViewed
from tailorbird.recommendations.types import Recommender, Sales
from tailorbird.recommendations.viewed_together import ViewedSettings, train_viewed_together
from tailorbird.recommendations.visits import Visits, visits_of
from tailorbird.testing.contracts.recommender import NOW, RecommenderContract


def as_visits(sales: Sales) -> Visits:
    """Each order read as one person's visit to its products."""
    lines = zip(sales.order.tolist(), sales.product.tolist(), sales.at.tolist(), strict=True)
    return visits_of(
        (f"{order:06d}", sales.product_ids[product], at) for order, product, at in sorted(lines)
    )


class TestBestSellers(RecommenderContract):
    def train(self, sales: Sales) -> Recommender:
        return train_best_sellers(baskets_of(sales), NOW, PopularitySettings())


class TestTrending(RecommenderContract):
    def train(self, sales: Sales) -> Recommender:
        return train_trending(baskets_of(sales), NOW, PopularitySettings())


class TestRecentlyViewed(RecommenderContract):
    def train(self, sales: Sales) -> Recommender:
        del sales
        return RecentlyViewed()


class TestViewedTogether(RecommenderContract):
    def train(self, sales: Sales) -> Recommender:
        return train_viewed_together(as_visits(sales), NOW, ViewedSettings())


class TestBoughtTogether(RecommenderContract):
    def train(self, sales: Sales) -> Recommender:
        return train_bought_together(baskets_of(sales), NOW, TogetherSettings())


class TestBoughtTogetherWithFullGate(RecommenderContract):
    def train(self, sales: Sales) -> Recommender:
        settings = TogetherSettings(surprise_from=1, most_alike=0, kept=5)
        return train_bought_together(baskets_of(sales), NOW, settings)
