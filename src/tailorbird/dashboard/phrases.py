"""Phrases: a page's words looked up by key, with numbers and names put in their places."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

Catalogue = Mapping[str, str | tuple[str, str]]


class Phrases:
    """The words of one page. A pair of texts is (for one, for any other number), chosen by ``n``.

    Values go in as `str.format` does; they are escaped later, by the template, never here.
    """

    def __init__(self, *catalogues: Catalogue) -> None:
        self._texts: dict[str, str | tuple[str, str]] = {}
        for catalogue in catalogues:
            self._texts.update(catalogue)

    def __contains__(self, key: str) -> bool:
        return key in self._texts

    def __call__(self, key: str, **values: object) -> str:
        """Return the text of ``key`` with its values filled in.

        Raises:
            KeyError: there is no such text, or it names a value that was not given.
        """
        return self._chosen(key, values).format(**values)

    def markup(self, key: str, **values: object) -> Markup:
        """Return the text of ``key`` as HTML: values that are not `Markup` already are escaped."""
        return Markup(self._chosen(key, values)).format(**values)  # noqa: S704 - our own words

    def either(self, key: str, otherwise: str) -> str:
        """Return the text of ``key``, or ``otherwise`` where nobody has written one."""
        return self(key) if key in self else otherwise

    def _chosen(self, key: str, values: Mapping[str, object]) -> str:
        text = self._texts[key]
        if isinstance(text, str):
            return text
        one, many = text
        return one if values["n"] == 1 else many
