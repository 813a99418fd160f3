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
from tailorbird.testing.contracts.recommender import NOW, RecommenderContract


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


class TestBoughtTogether(RecommenderContract):
    def train(self, sales: Sales) -> Recommender:
        return train_bought_together(baskets_of(sales), NOW, TogetherSettings())


class TestBoughtTogetherWithFullGate(RecommenderContract):
    def train(self, sales: Sales) -> Recommender:
        settings = TogetherSettings(surprise_from=1, most_alike=0, kept=5)
        return train_bought_together(baskets_of(sales), NOW, settings)
