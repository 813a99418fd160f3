"""Which answer holds: the newest, a refusal before a grant, and of two people the stricter."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tailorbird.privacy import service
from tailorbird.privacy.consent import asked_of, signal_in_force, state, status
from tailorbird.privacy.types import (
    Answers,
    Asked,
    Channel,
    ConsentRecord,
    Known,
    Method,
    Signal,
    Status,
)
from tailorbird.privacy.uses import Use, closed, objected, refused
from tailorbird.storage.database import Database
from tailorbird.storage.schema import Chain, upgrade

ADS = Asked(Channel.ONSITE, "ads")
NEWS = Asked(Channel.EMAIL, "marketing")
VOICES = ("phone", "laptop", "ann", "mail")


def answer(
    granted: bool,
    at: int,
    *,
    word: str = "email_marketing",
    profile: str = "one",
    wording: str = "",
    voice: str = "ann",
    method: Method = Method.API,
) -> ConsentRecord:
    asked = asked_of(word)
    return ConsentRecord(
        profile_id=profile,
        channel=asked.channel,
        purpose=asked.purpose,
        granted=granted,
        at=at,
        source="shop",
        wording=wording,
        voice=voice,
        method=method,
    )


def holds(*said: ConsentRecord, known: tuple[Known, ...] = (), at: int | None = None) -> object:
    found = state(Answers(records=said, known=known), at)
    return {str(asked.purpose): record.granted for asked, record in found.items()}


@pytest.mark.parametrize(
    ("word", "asked"),
    [
        ("email_marketing", NEWS),
        ("sms_marketing", Asked(Channel.SMS, "marketing")),
        ("onsite_personalization", Asked(Channel.ONSITE, "personalization")),
        ("Personalisation", Asked(Channel.ONSITE, "personalization")),
        ("analytics", Asked(Channel.ONSITE, "analytics")),
        ("email", Asked(Channel.ONSITE, "email")),
        ("own_words", Asked(Channel.ONSITE, "own_words")),
    ],
)
def test_a_word_names_channel_and_purpose(word: str, asked: Asked) -> None:
    assert asked_of(word) == asked


@pytest.mark.parametrize(
    ("records", "held"),
    [
        ([], {}),
        ([answer(True, 1)], {"marketing": True}),
        ([answer(True, 1), answer(False, 2)], {"marketing": False}),
        ([answer(False, 1), answer(True, 2)], {"marketing": True}),
        ([answer(True, 2), answer(False, 2)], {"marketing": False}),
        ([answer(True, 1), answer(False, 1, word="ads")], {"marketing": True, "ads": False}),
        ([answer(False, 1, voice=""), answer(True, 2)], {"marketing": True}),
    ],
)
def test_the_newest_answer_holds_and_a_refusal_wins_a_tie(
    records: list[ConsentRecord], held: dict[str, bool]
) -> None:
    for told in permutations(records):  # late arrival changes nothing
        assert holds(*told) == held


def test_mail_and_telephone_are_answered_apart() -> None:
    held = state(Answers(records=(answer(True, 1), answer(False, 2, word="sms_marketing"))))
    assert status(held, NEWS) is Status.GRANTED
    assert status(held, Asked(Channel.SMS, "marketing")) is Status.DENIED
    assert status(held, ADS) is Status.UNKNOWN


def test_who_was_not_yet_known_to_be_the_same_lifts_nothing() -> None:
    no, yes = answer(False, 1, voice="phone"), answer(True, 5)
    assert holds(no, yes) == {"marketing": False}
    assert holds(no, yes, known=(Known("phone", "ann", 6),)) == {"marketing": False}
    assert holds(no, yes, known=(Known("phone", "ann", 5),)) == {"marketing": True}
    by_mail = (Known("phone", "mail", 2), Known("mail", "ann", 6))
    assert holds(no, yes, known=by_mail) == {"marketing": False}
    assert holds(no, yes, answer(True, 6), known=by_mail) == {"marketing": True}


def test_the_owners_switch_stands_beside_the_persons_own_answers() -> None:
    off = answer(False, 3, word="personalization", voice="ann", method=Method.OWNER)
    on = answer(True, 5, word="personalization", voice="ann", method=Method.OWNER)
    yes, no = (answer(granted, 4, word="personalization") for granted in (True, False))
    assert holds(off, yes) == {"personalization": False}
    assert holds(off, yes, on) == {"personalization": True}
    assert holds(off, on) == {}  # nobody but the person says yes
    assert holds(off, no, on) == {"personalization": False}


def test_a_signal_stands_until_a_later_yes_to_personalization() -> None:
    signal = Signal(profile_id="one", device="d", at=5, source="http", voice="ann")
    yes = answer(True, 6, word="personalization")
    assert signal_in_force(Answers(signals=(signal,))) == signal
    assert signal_in_force(Answers(signals=(signal,)), 4) is None
    both = Answers(signals=(signal,), records=(yes,))
    assert signal_in_force(both) is None
    assert signal_in_force(both, 5) == signal
    for other in (
        answer(True, 5, word="personalization"),  # in the same breath
        answer(True, 6, word="marketing"),
        answer(True, 6, word="personalization", method=Method.OWNER),
    ):
        assert objected(Answers(signals=(signal,), records=(other,)))
    newer = Signal(profile_id="one", device="e", at=9, source="http", voice="ann")
    assert objected(Answers(signals=(signal, newer), records=(yes,)))
    assert (
        objected(Answers(signals=(signal,), records=(yes, answer(False, 7, word="profiling"))))
        is False
    )


def test_a_later_yes_opens_nothing_earlier() -> None:
    no, yes = (answer(said, at, word="profiling") for said, at in ((False, 3), (True, 6)))
    said = Answers(records=(no, yes))
    assert [closed(said, Use.LEARN, at) for at in (2, 3, 5, 6)] == [False, True, True, False]
    assert not refused(said, Use.LEARN)
    assert refused(Answers(records=(no,)), Use.PERSONALIZE)
    only_shown = Answers(records=(answer(False, 3, word="personalization"),))
    assert refused(only_shown, Use.PERSONALIZE)
    assert not refused(only_shown, Use.LEARN)


some_answers = st.lists(
    st.builds(
        answer,
        st.booleans(),
        st.integers(0, 6),
        word=st.sampled_from(["email_marketing", "ads"]),
        voice=st.sampled_from(VOICES),
    ),
    max_size=7,
)
some_known = st.lists(
    st.builds(Known, st.sampled_from(VOICES), st.sampled_from(VOICES), st.integers(0, 7)),
    max_size=4,
)


def oracle(said: list[ConsentRecord], known: list[Known], at: int) -> dict[Asked, bool]:
    """By the words of the rule, with every pair of answers and plain spreading of names."""

    def same(one: str, other: str, when: int) -> bool:
        group = {one}
        for _ in VOICES:
            for link in known:
                if link.since <= when and group & {link.one, link.other}:
                    group |= {link.one, link.other}
        return other in group

    heard = [one for one in said if one.at <= at]
    return {
        asked: all(
            any(
                yes.granted and yes.at > no.at and same(yes.voice, no.voice, yes.at)
                for yes in heard
                if yes.asked == asked
            )
            for no in heard
            if no.asked == asked and not no.granted
        )
        for asked in {one.asked for one in heard}
    }


@given(some_answers, some_known, st.integers(0, 8), st.randoms())
def test_any_past_instant_as_a_plain_reading_of_the_rule_says(
    said: list[ConsentRecord], known: list[Known], at: int, chance: object
) -> None:
    found = state(Answers(records=tuple(said), known=tuple(known)), at)
    assert {asked: one.granted for asked, one in found.items()} == oracle(said, known, at)
    chance.shuffle(said)  # type: ignore[attr-defined]
    assert state(Answers(records=tuple(said), known=tuple(known)), at) == found


@given(some_answers, some_answers, st.integers(7, 9))
def test_of_two_people_who_turn_out_to_be_one_the_stricter_answer_holds(
    mine: list[ConsentRecord], theirs: list[ConsentRecord], met: int
) -> None:
    known = tuple(Known("ann", voice, 0) for voice in ("laptop", "mail"))
    apart = [one for one in theirs if one.voice == "phone"]
    ours = [one for one in mine if one.voice != "phone"]
    one, other = (state(Answers(records=tuple(s), known=known)) for s in (ours, apart))
    joined = Answers(records=(*ours, *apart), known=(*known, Known("phone", "ann", met)))
    for at in (met, met + 5):
        both = state(joined, at)
        for asked in one.keys() | other.keys():
            said = [held[asked].granted for held in (one, other) if asked in held]
            assert both[asked].granted == all(said)
    later = Answers(records=(*joined.records, answer(True, met + 1)), known=joined.known)
    assert state(later)[NEWS].granted


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database(f"sqlite:///{tmp_path / 'operational.db'}")
    upgrade(opened, Chain.OPERATIONAL)
    yield opened
    opened.close()


def test_the_record_is_kept_and_goes_with_the_person(database: Database) -> None:
    told = [
        answer(True, 5, profile="old", wording="v1"),
        answer(False, 3, profile="new", wording="v2", voice="phone", method=Method.DOUBLE),
        answer(True, 4, profile="old", word="ads"),
    ]
    signals = [
        Signal(profile_id=who, device="d", at=at, source="http", voice="ann")
        for who, at in (("old", 7), ("old", 5), ("new", 6))
    ]
    database.write(lambda connection: service.record(connection, told))
    database.write(lambda connection: service.note_signals(connection, signals))
    for _ in range(2):  # doing it again changes nothing
        database.write(lambda connection: service.merge(connection, "old", "new"))
        with database.read() as connection:
            held = service.state(connection, "new")
            before = service.state(connection, "new", at=4)
            answers = service.answers(connection, "new")
            assert service.state(connection, "old") == {}
        assert (held[NEWS].granted, held[ADS].granted) == (False, True)
        assert (held[NEWS].wording, held[NEWS].method) == ("v2", Method.DOUBLE)
        assert before.keys() == {NEWS, ADS}
        assert [(one.device, one.at) for one in answers.signals] == [("d", 5)]
