"""Klaviyo's calls about people and products: made, found, changed, answered for."""

from __future__ import annotations

from typing import Any

from tests.integration.klaviyo.calls import Caller, first, profile


def test_a_profile_is_made_read_and_changed(caller: Caller) -> None:
    given = profile(
        email="Marie@Example.com",
        first_name="Marie",
        location={"city": "Paris", "ip": "1.2.3.4"},
        properties={"size": "S"},
    )
    made = caller.send("/api/profiles", given)
    assert made.status == 201
    data = made.said["data"]
    assert data["attributes"]["email"] == "marie@example.com"
    assert data["attributes"]["location"]["city"] == "Paris"
    assert data["attributes"]["properties"] == {"size": "S"}
    twice = caller.send("/api/profiles", given)
    assert twice.status == 409
    assert first(twice)["meta"] == {"duplicate_profile_id": data["id"]}
    change = {"data": {"type": "profile", "id": data["id"], "attributes": {"title": "Dr"}}}
    change["data"]["meta"] = {"patch_properties": {"unset": "size"}}
    path = f"/api/profiles/{data['id']}"
    changed = caller.send(path, change, method="PATCH").said["data"]["attributes"]
    assert (changed["first_name"], changed["title"]) == ("Marie", "Dr")
    assert changed["properties"] == {}
    assert caller.send(path, method="GET").said["data"]["attributes"] == changed
    assert caller.send("/api/profiles/nobody", change, method="PATCH").status == 404


def test_an_import_sent_again_adds_nothing(caller: Caller) -> None:
    given = profile(email="lise@example.com", external_id="C-7", last_name="Meitner")
    made = caller.send("/api/profile-import", given)
    again = caller.send("/api/profile-import", given)
    assert (made.status, again.status) == (201, 200)
    assert made.said["data"]["id"] == again.said["data"]["id"]
    assert len([one for one in caller.events() if one.user_id == "C-7"]) == 1
    caller.send("/api/profile-import", profile(external_id="C-7", last_name="M."))
    third = caller.send("/api/profile-import", given)
    assert third.said["data"]["attributes"]["last_name"] == "Meitner"


def test_two_customers_never_become_one(caller: Caller) -> None:
    made = caller.send("/api/profile-import", profile(external_id="C-20")).said["data"]
    body = {"data": {"type": "profile", "id": made["id"], "attributes": {"external_id": "C-21"}}}
    answer = caller.send(f"/api/profiles/{made['id']}", body, method="PATCH")
    assert answer.status == 400
    assert first(answer)["source"]["pointer"] == "/data/attributes/external_id"


def test_profiles_are_found_and_paged(caller: Caller) -> None:
    for number in range(3):
        caller.send("/api/profile-import", profile(email=f"page{number}@example.com"))

    def ask(query: str) -> dict[str, Any]:
        return caller.send(f"/api/profiles?{query}", method="GET").said

    one = ask('filter=equals(email,"Page1@Example.com")')["data"]
    assert [found["attributes"]["email"] for found in one] == ["page1@example.com"]
    ids = f'any(id,["{one[0]["id"]}","nobody"])'
    assert [found["id"] for found in ask(f"filter={ids}")["data"]] == [one[0]["id"]]
    slim = ask('filter=equals(email,"page1@example.com")&fields%5Bprofile%5D=email')["data"]
    assert slim[0]["attributes"] == {"email": "page1@example.com"}
    seen: list[str] = []
    page = ask("page%5Bsize%5D=2")
    while True:
        seen += [found["id"] for found in page["data"]]
        if page["links"]["next"] is None:
            break
        page = ask("page%5Bsize%5D=2&" + page["links"]["next"].partition("?")[2])
    assert len(seen) == len(set(seen))
    assert one[0]["id"] in seen
    for bad in ("filter=equals(name,%22x%22)", "filter=equals(email,x)", "page%5Bsize%5D=0"):
        assert caller.send(f"/api/profiles?{bad}", method="GET").status == 400


def subscribers(consent: str | None, email: str, at: str | None = None) -> dict[str, Any]:
    said = {"email": {"marketing": {"consent": consent, "consented_at": at}}} if consent else None
    one = {"type": "profile", "attributes": {"email": email, "subscriptions": said}}
    attributes = {"custom_source": "Footer form", "profiles": {"data": [one]}}
    return {"data": {"type": "profile-subscription-bulk-create-job", "attributes": attributes}}


def test_answers_on_consent_are_kept(caller: Caller) -> None:
    create = "/api/profile-subscription-bulk-create-jobs"
    delete = "/api/profile-subscription-bulk-delete-jobs"
    email = "sub@example.com"
    yes = subscribers("SUBSCRIBED", email, "2026-01-01T00:00:00Z")
    for _ in range(2):
        assert caller.send(create, yes).status == 202
    shop = caller.doors.shop

    def answers() -> list[tuple[str, str, bool, str]]:
        shop.wait_until_processed()
        person = shop.person(shop.people(email)[0].profile_id)
        assert person is not None
        return [(one.channel, one.purpose, one.granted, one.method) for one in person.consents]

    assert answers() == [("email", "marketing", True, "api")]
    mine = [e for e in caller.events() if e.context.get("traits") == {"email": email}]
    assert len(mine) == 1
    assert mine[0].properties["wording_version"] == "Footer form"
    assert caller.send(create, subscribers(None, email)).status == 400
    assert caller.send(create, subscribers("UNSUBSCRIBED", email)).status == 400
    assert caller.send(delete, subscribers("UNSUBSCRIBED", email)).status == 202
    assert ("email", "marketing", False, "api") in answers()


def test_how_somebody_subscribed_is_kept(caller: Caller) -> None:
    create = "/api/profile-subscription-bulk-create-jobs"

    def method_of(email: str, **more: Any) -> tuple[str, int]:
        call = subscribers("SUBSCRIBED", email, "2026-01-01T00:00:00Z")
        attributes = call["data"]["attributes"]
        attributes["historical_import"] = more.pop("historical", None)
        said = attributes["profiles"]["data"][0]["attributes"]["subscriptions"]
        said["email"]["marketing"].update(more)
        assert caller.send(create, call).status == 202
        shop = caller.doors.shop
        shop.wait_until_processed()
        person = shop.person(shop.people(email)[0].profile_id)
        assert person is not None
        return person.consents[0].method, person.consents[0].at

    on_that_day = 1_767_225_600_000_000
    assert method_of("a1@example.com", double_optin=True) == ("double", on_that_day)
    assert method_of("a2@example.com", double_optin=False) == ("single", on_that_day)
    assert method_of("a3@example.com", historical=True) == ("import", on_that_day)


def item(external_id: str | None = "I-1", **attributes: Any) -> dict[str, Any]:
    named = {} if external_id is None else {"external_id": external_id}
    return {"type": "catalog-item", "attributes": {**named, **attributes}}


def test_products_are_described(caller: Caller) -> None:
    said = item(title="Lamp", price=9.95, url="https://s.example/l", published=True)
    said["attributes"]["custom_metadata"] = {"Category": "Light", "Brand": "Lux"}
    answer = caller.send("/api/catalog-items", {"data": said})
    assert answer.status == 201
    named = answer.said["data"]["id"]
    assert named == "$custom:::$default:::I-1"
    change = {**item(None, price=8, published=False), "id": named}
    path = "/api/catalog-items/%24custom%3A%3A%3A%24default%3A%3A%3AI-1"
    assert caller.send(path, {"data": change}, method="PATCH").status == 200
    product = caller.doors.shop.product("I-1")
    assert product is not None
    assert (product.title, product.category, product.brand) == ("Lamp", "Light", "Lux")
    assert (str(product.price), product.sellable) == ("8.0", False)
    missing = {"data": {**item(None), "id": "$custom:::$default:::none"}}
    assert caller.send("/api/catalog-items/none", missing, method="PATCH").status == 404
    assert caller.send("/api/catalog-items", {"data": item(title="X", price=-1)}).status == 400


def test_many_products_are_described_at_once(caller: Caller) -> None:
    job = {"items": {"data": [item(f"J-{n}", title=f"Thing {n}") for n in range(3)]}}
    body = {"data": {"type": "catalog-item-bulk-create-job", "attributes": job}}
    answer = caller.send("/api/catalog-item-bulk-create-jobs", body)
    assert answer.status == 202
    assert answer.said["data"]["attributes"]["completed_count"] == 3
    assert set(caller.doors.shop.products(["J-0", "J-1", "J-2"])) == {"J-0", "J-1", "J-2"}
