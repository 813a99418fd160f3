"""The plugin for WooCommerce run by PHP itself: what it puts into which page, and on orders."""

from __future__ import annotations

import hashlib
import hmac
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

import tailorbird.connectors.woocommerce

HERE = Path(__file__).parent
PLUGIN = Path(tailorbird.connectors.woocommerce.__file__).parent / "client" / "tailorbird"
CONSTANTS = {
    "TAILORBIRD_ADDRESS": "https://shop.example/tb/",
    "TAILORBIRD_KEY": "wk_1",
    "TAILORBIRD_SECRET": "signs",
}
MISSING = "PHP is not installed, so the plugin for WooCommerce is not run."


@pytest.fixture(scope="module")
def php() -> str:
    found = shutil.which("php")
    if found is None:
        pytest.skip(MISSING)
    return found


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, check=False, capture_output=True, text=True, timeout=30)


def shown(php: str, page: str, **asked: Any) -> dict[str, Any]:
    """Return what a page holds, what it holds when it is shown again, and what an order got."""
    said = json.dumps({"page": page, "constants": CONSTANTS, **asked})
    command = [php, "-d", "display_errors=stderr", str(HERE / "wordpress.php"), said]
    done = run(*command, str(PLUGIN / "tailorbird.php"))
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_every_file_is_php_without_a_mistake(php: str) -> None:
    files = sorted(PLUGIN.rglob("*.php"))
    assert files
    for file in files:
        done = run(php, "-l", str(file))
        assert done.returncode == 0, done.stdout


def test_a_page_of_a_product_has_the_script_and_says_what_it_shows(php: str) -> None:
    page = shown(php, "product")["page"]
    assert '<script async src="https://shop.example/tb/tailorbird.js" data-key="wk_1">' in page
    assert page.index("new Proxy") < page.index("tailorbird.js")
    assert '"product_id":"93"' in page
    assert 'tailorbird.productViewed({"product_id":"93","name":"Mug \\u003C\\/script\\u003E' in page
    assert "identify" not in page


def test_who_is_logged_in_is_named_by_number_and_signature_alone(php: str) -> None:
    page = shown(php, "product", user=17)["page"]
    proof = hmac.digest(b"signs", b"17", hashlib.sha256).hex()
    assert f'tailorbird.identify("17",{{}},{{"context":{{"proof":"{proof}"}}}})' in page
    assert "@" not in page
    constants = {name: CONSTANTS[name] for name in ("TAILORBIRD_ADDRESS", "TAILORBIRD_KEY")}
    assert "identify" not in shown(php, "product", user=17, constants=constants)["page"]


def test_cart_and_checkout_are_told_once_their_page_is_shown(php: str) -> None:
    assert 'tailorbird.cartViewed({"products":[{"product_id":"93"' in shown(php, "cart")["page"]
    assert 'tailorbird.checkoutStarted({"products":[{"product_id"' in shown(php, "checkout")["page"]
    assert "checkoutStarted" not in shown(php, "received")["page"]


def test_what_was_put_into_the_cart_is_told_once(php: str) -> None:
    found = shown(php, "other", added=[93])
    assert found["page"].count("tailorbird.productAdded(") == 1
    assert '"quantity":3' in found["page"]
    assert "productAdded" not in found["again"]


def test_an_order_carries_the_browser_that_placed_it(php: str) -> None:
    placed = shown(php, "received", orders=True, cookies={"tb_id": "0198-a"})
    assert placed["order"] == {"_tailorbird_id": "0198-a"}
    assert shown(php, "received", orders=True)["order"] == []


def test_without_being_set_up_it_prints_nothing(php: str) -> None:
    assert shown(php, "product", constants={}, user=17, added=[93])["page"] == ""
