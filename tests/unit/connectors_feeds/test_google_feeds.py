"""Google Merchant's XML and TSV, as shops write them and as they should not."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from tailorbird.connectors.feeds import FeedFormat, open_feed
from tailorbird.connectors.feeds.addresses import is_public, shown
from tailorbird.connectors.feeds.google import amount_of
from tailorbird.connectors.files import Described, ProductReader, ProductRules
from tailorbird.core.clock import DAY
from tailorbird.core.errors import BadFile
from tailorbird.testing.clock import SOME_DAY  # 2024-10-04

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss xmlns:g="http://base.google.com/ns/1.0" version="2.0"><channel><title>Shop</title>
<item><g:id>A1</g:id><title>Blue &amp; <![CDATA[<small> ]]>cup</title><link>https://s.example/a</link>
  <g:price>15.00 USD</g:price><g:sale_price>12.00 USD</g:sale_price>
  <g:sale_price_effective_date>{sale}</g:sale_price_effective_date>
  <g:availability>in_stock</g:availability><g:quantity>4</g:quantity>
  <g:shipping><g:price>4.95 USD</g:price></g:shipping><g:item_group_id>A</g:item_group_id></item>
<item><g:id>A2</g:id><title>Red cup</title><g:price>EUR 9,50</g:price>
  <g:availability>out of stock</g:availability><g:item_group_id>A</g:item_group_id></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xmlns:g="http://base.google.com/ns/1.0">
<entry><g:id>P1</g:id><id>tag:shop,2024:1</id><title>Cup</title><link href="https://s.example/p1"/>
<g:price>3 GBP</g:price></entry></feed>"""
LASTS = "2024-10-01T00:00-0800/2024-10-10T00:00-0800"
OVER = "2024-09-01T00:00-0800/2024-09-10T00:00-0800"


def read(path: Path, *, by_group: bool = False) -> dict[str, Described]:
    feed = open_feed(path, FeedFormat.AUTO, SOME_DAY, by_group=by_group)
    reader = ProductReader(feed.table, feed.columns, ProductRules(currency="EUR"))
    return dict(reader.read_whole())


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / "feed"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


@pytest.mark.parametrize(("sale", "price"), [(LASTS, "12.00"), (OVER, "15.00"), ("", "12.00")])
def test_rss_items_are_products(tmp_path: Path, sale: str, price: str) -> None:
    found = read(written(tmp_path, RSS.format(sale=sale)))
    cup = found["A1"]
    assert cup.texts == {
        "title": "Blue & <small> cup",
        "url": "https://s.example/a",
        "currency": "USD",
    }
    assert (cup.price, cup.in_stock, cup.pieces) == (Decimal(price), True, 4)
    red = found["A2"]
    assert (red.price, red.texts["currency"]) == (Decimal("9.5"), "EUR")
    assert (red.in_stock, red.pieces) == (False, None)


def test_variants_may_be_one_product(tmp_path: Path) -> None:
    [cup] = read(written(tmp_path, RSS.format(sale=OVER)), by_group=True).values()
    assert (cup.product_id, cup.rows, cup.in_stock) == ("A", 2, True)


def test_atom_entries_are_products_by_googles_own_id(tmp_path: Path) -> None:
    [cup] = read(written(tmp_path, ATOM)).values()
    assert (cup.product_id, cup.texts["url"], cup.price) == (
        "P1",
        "https://s.example/p1",
        Decimal(3),
    )


@pytest.mark.parametrize("encoding", ["utf-16", "iso-8859-1"])
def test_the_encoding_is_the_one_that_the_file_names(tmp_path: Path, encoding: str) -> None:
    head = f'<?xml version="1.0" encoding="{encoding}"?>'
    text = head + ATOM.replace("Cup", "Tasse für zwei")
    assert read(written(tmp_path, text.encode(encoding)))["P1"].texts["title"] == "Tasse für zwei"


def test_tsv_is_read_with_googles_names(tmp_path: Path) -> None:
    text = "id\ttitle\tprice\tavailability\timage link\nA\tCup\t1.299,00 EUR\tin stock\thttps://i\n"
    path = written(tmp_path, text)
    assert open_feed(path, FeedFormat.GOOGLE_TSV, SOME_DAY).format == FeedFormat.GOOGLE_TSV
    cup = read(path)["A"]
    assert (cup.price, cup.in_stock, cup.texts["image_url"]) == (Decimal(1299), True, "https://i")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (ATOM[:-30], "not whole XML"),
        ("<rss></rss>", "without products"),
        ("<!DOCTYPE html><html></html>", "DOCTYPE"),
        ('<!DOCTYPE r [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><r><item>&b;</item></r>', "DOCTYPE"),
        ('<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><r>&x;</r>', "DOCTYPE"),
        ("<a>" * 100, "nested deeper"),
        ('<?xml version="1.0" encoding="nonsense"?><a/>', "XML|encoding"),
        ("", "empty"),
    ],
)
def test_what_is_no_feed_is_refused_in_a_sentence(tmp_path: Path, text: str, said: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(BadFile, match=said):
        read(path)


def test_a_product_without_an_id_is_refused_with_its_line(tmp_path: Path) -> None:
    text = "<rss>\n<item><title>No id</title></item>\n<item><id>B</id></item></rss>"
    feed = open_feed(written(tmp_path, text), FeedFormat.AUTO, SOME_DAY + DAY)
    reader = ProductReader(feed.table, feed.columns, ProductRules(currency="EUR"))
    assert list(reader.read_whole()) == ["B"]
    [kind] = reader.report.refusals
    assert (kind.code, kind.samples[0].line) == ("missing_value", 2)


def test_prices_are_read_as_shops_write_them() -> None:
    said = ("15.00 USD", "USD 15", "1,500.00 USD", "1.299,5 EUR", "9,50", "-3 EUR", "x", None)
    found = [amount_of(one) for one in said]
    assert found == [
        ("15.00", "USD"),
        ("15", "USD"),
        ("1,500.00", "USD"),
        ("1299.5", "EUR"),
        ("9.50", ""),
        ("-3", "EUR"),
        None,
        None,
    ]


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "192.168.0.1",
        "172.16.0.1",
        "169.254.169.254",
        "0.0.0.0",
        "100.64.0.1",
        "224.0.0.1",
        "::1",
        "fe80::1%eth0",
        "fd00::1",
        "::ffff:127.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
    ],
)
def test_private_addresses_are_known(address: str) -> None:
    assert not is_public(address)


def test_public_addresses_are_known() -> None:
    assert is_public("8.8.8.8")
    assert is_public("2606:4700::1111")


def test_what_opens_an_address_is_not_shown() -> None:
    address = "https://name:secret@shop.example:8443/f.xml?key=secret"
    assert shown(address) == "https://shop.example:8443/f.xml?…"
