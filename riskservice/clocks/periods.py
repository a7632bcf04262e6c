"""
Section 82: how long each sentence brings notification, and which sentence reaches furthest.

What is not known is carried as bounds: the shortest and the longest period that any completion of
the record could give. Nothing here is an estimate.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from functools import cached_property

from riskservice.circumstances import Disposal, Sentence
from riskservice.clocks.bounds import (
    FOREVER,
    NOT_AT_ALL,
    SOME_DAY,
    Bounds,
    Span,
    after_revocation,
    kinds_of,
)
from riskservice.clocks.combined import least, most
from riskservice.clocks.desk import Desk
from riskservice.clocks.rules import Confidence, PeriodName, weakest
from riskservice.clocks.spans import birthday, last_day, months_after
from riskservice.clocks.terms import SHORTEST, Length, Part, Whole, compare, half_of, length_of

_SHORT, _MIDDLE, _LONG = range(3)


class Register:
    """
    The notifiable sentences of a case under section 82.

    Parameters
    ----------
    desk : Desk
    """

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.sentences = tuple(
            each for each in desk.facts.sentences if each.notifiable is not False
        )
        links = {each.sentence_id: each.consecutive_to for each in desk.facts.sentences}
        certain = [each for each in self.sentences if self._certain(each)]
        possible = [each for each in self.sentences if self._custodial(each)]
        sure = [self._part(each, low=True) for each in certain]
        long = [self._part(each, low=False) for each in possible]
        self._own = {each.name: each for each in long}
        self._low = least(sure, links, desk.settings)
        # Whether an uncertain one counts decides more than what it would be taken together with.
        for each in possible:
            if each.sentence_id not in self._low:
                alone = least([self._part(each, low=True)], {}, desk.settings)
                self._low[each.sentence_id] = alone[each.sentence_id]
        self._high = most(long, links, desk.settings)
        self._endless = any(self._unbounded(each) for each in possible)

    def spans(self, under: dict[str, bool] | None = None) -> tuple[Span, ...]:
        """
        Return what each sentence may bring.

        Parameters
        ----------
        under : dict of str to bool, optional
            Which sentences fell before the person came of age; by the date of birth unless given.
        """
        if under is None:
            return self._spans
        return tuple(self._span(each, under) for each in self.sentences)

    @cached_property
    def _spans(self) -> tuple[Span, ...]:
        return tuple(self._span(each, None) for each in self.sentences)

    def bounds(self, revoked: dt.date | None = None) -> Bounds:
        """
        Return when the longest period may end, over all sentences taken together.

        Parameters
        ----------
        revoked : date, optional
            Day on which periods without end were revoked; those with an end are left.
        """
        found = []
        for under in self._ages():
            spans = [after_revocation(span, revoked) for span in self.spans(under)]
            found.append(
                Bounds(
                    max((each.low for each in spans), default=NOT_AT_ALL),
                    max((each.high for each in spans), default=NOT_AT_ALL),
                )
            )
        return Bounds(min(each.low for each in found), max(each.high for each in found))

    def under_age(self, day: dt.date | None) -> bool | None:
        """Return whether the person was under age on a day; None where that is not known."""
        born = self.desk.born
        if born is None or day is None:
            return None
        adult = self.desk.policy.notification.adult_age
        return day < birthday(born, adult, self.desk.settings.leap_birthday)

    def _ages(self) -> Iterator[dict[str, bool]]:
        """Yield each way in which age can have stood at the sentences: it only ever rises."""
        known = [each for each in self.sentences if each.relevant_date is not None]
        if self.desk.born is not None:
            yield {each.sentence_id: bool(self.under_age(each.relevant_date)) for each in known}
            return
        days = sorted({each.relevant_date for each in known if each.relevant_date})
        for cut in range(len(days) + 1):
            young = set(days[:cut])
            yield {each.sentence_id: each.relevant_date in young for each in known}

    def _certain(self, sentence: Sentence) -> bool:
        """Return whether a sentence surely counts as a term that brings notification."""
        return bool(sentence.notifiable) and all(self._by_term(kind) for kind in kinds_of(sentence))

    def _custodial(self, sentence: Sentence) -> bool:
        return any(self._by_term(kind) for kind in kinds_of(sentence))

    def _by_term(self, kind: Disposal) -> bool:
        rule = self.desk.policy.disposals[kind]
        other = kind == "suspended" and self.desk.settings.suspended_term == "other_disposal"
        return rule.by_term and not other

    def _unbounded(self, sentence: Sentence) -> bool:
        return sentence.term is None and not (
            sentence.custodial_term is not None
            and all(self._custodial_part_counts(kind) for kind in kinds_of(sentence))
        )

    def _custodial_part_counts(self, kind: Disposal) -> bool:
        settings = self.desk.settings
        return (
            kind == "detention_and_training" and settings.detention_and_training == "custodial_half"
        ) or (kind == "extended" and settings.extended_sentence == "custodial_term")

    def _part(self, sentence: Sentence, *, low: bool) -> Part:
        lengths = [
            self._counted(sentence, kind)[0 if low else 1]
            for kind in kinds_of(sentence)
            if self._by_term(kind)
        ]
        day = dt.date(2000, 1, 1)
        pick = min if low else max
        length = pick(lengths, key=lambda each: each.after(day, self.desk.settings))
        return Part(sentence.sentence_id, sentence.sentenced_on, length)

    def _counted(self, sentence: Sentence, kind: Disposal) -> tuple[Length, Length]:
        """Return the least and the most of the term that counts, as far as either is known."""
        part = length_of(sentence.custodial_term) if sentence.custodial_term else None
        whole = length_of(sentence.term) if sentence.term else None
        if not self._custodial_part_counts(kind):
            known = whole or part or SHORTEST
            return known, known
        if part is not None:
            return part, part
        if kind == "detention_and_training":
            known = half_of(whole) if whole else SHORTEST
            return known, known
        return SHORTEST, whole or SHORTEST

    def _span(self, sentence: Sentence, under: dict[str, bool] | None) -> Span:
        kinds = kinds_of(sentence)
        day = sentence.relevant_date
        young = self.under_age(day) if under is None else under.get(sentence.sentence_id)
        lows, highs, titles, sure = [], [], [], list(self._confidences(sentence, kinds))
        halves = False
        for name in self._periods(sentence, kinds):
            rule = self.desk.policy.periods[name]
            halves = halves or rule.halved_months is not None
            titles.append(rule.title)
            sure.append(rule.confidence)
            if rule.young_confidence is not None and young is not False:
                sure.append(rule.young_confidence)
            for bounds in self._ends(sentence, name, young=young):
                lows.append(bounds.low)
                highs.append(bounds.high)
        if sentence.notifiable is None:
            lows.append(NOT_AT_ALL)
        return Span(
            sentence=sentence,
            bounds=Bounds(min(lows), max(highs)),
            finite=max((day for day in highs if day != FOREVER), default=NOT_AT_ALL),
            periods=tuple(dict.fromkeys(titles)),
            rule=self.desk.policy.disposals[kinds[0]],
            confidence=weakest(*sure),
            under_age=young,
            halves=halves,
        )

    def _confidences(self, sentence: Sentence, kinds: Sequence[Disposal]) -> Iterator[Confidence]:
        """Yield how sure each rule is beside the periods themselves."""
        policy, name = self.desk.policy, sentence.sentence_id
        yield from (policy.disposals[kind].confidence for kind in kinds)
        if self._custodial(sentence):
            yield policy.terms.confidence
            own = self._own[name]
            if self._high[name] != Whole(own.length, own.start):
                yield policy.notification.combined_confidence

    def _periods(self, sentence: Sentence, kinds: Sequence[Disposal]) -> Iterator[PeriodName]:
        for kind in kinds:
            rule = self.desk.policy.disposals[kind]
            if self._by_term(kind):
                yield from self._by_length(sentence.sentence_id)
            elif kind == "community_payback_scotland" and sentence.with_supervision is not True:
                if sentence.with_supervision is None:
                    yield "length_of_order"
                yield "five_years"
            elif kind == "reprimand_or_warning":
                like = kind if self.desk.settings.reprimand_or_warning != "caution" else "caution"
                period = self.desk.policy.disposals[like].period
                assert period
                yield period
            elif rule.period is not None:
                yield rule.period

    def _by_length(self, name: str) -> Iterator[PeriodName]:
        terms = self.desk.policy.terms
        low = self._class_of(self._low[name], at=0)
        high = _LONG if self._endless else self._class_of(self._high[name], at=1)
        yield from (terms.short, terms.middle, terms.long)[low : high + 1]

    def _class_of(self, whole: Whole, *, at: int) -> int:
        """Return the class of a term: short, middle or long; over all starts, by ``at``."""
        rule, settings = self.desk.policy.notification, self.desk.settings
        length, start = whole
        days = rule.days_in_year
        long = compare(length, rule.long_at_least_months, start, settings, days)[at]
        if long >= 0:
            return _LONG
        short = compare(length, rule.short_at_most_months, start, settings, days)[at]
        return _SHORT if short <= 0 else _MIDDLE

    def _ends(
        self, sentence: Sentence, name: PeriodName, *, young: bool | None
    ) -> Iterator[Bounds]:
        rule = self.desk.policy.periods[name]
        first, reading = sentence.relevant_date, self.desk.settings.short_month
        if rule.indefinite:
            yield Bounds(FOREVER, FOREVER)
        elif name == "length_of_order":
            yield self._order(sentence)
        elif first is None:
            yield Bounds(NOT_AT_ALL, SOME_DAY)
        else:
            assert rule.months
            assert rule.halved_months
            if young is not True:
                end = last_day(first, rule.months, reading)
                yield Bounds(end, end)
            if young is not False:
                end = last_day(first, rule.halved_months, reading)
                yield Bounds(end, end)

    def _order(self, sentence: Sentence) -> Bounds:
        """Return when a period as long as the order may end."""
        by_term = self._order_by_term(sentence)
        ends = [day for day in (sentence.ends_on, by_term) if day is not None]
        return Bounds(min(ends), max(ends)) if ends else Bounds(NOT_AT_ALL, SOME_DAY)

    def _order_by_term(self, sentence: Sentence) -> dt.date | None:
        if sentence.term is None or sentence.relevant_date is None:
            return None
        length = length_of(sentence.term)
        whole = months_after(sentence.relevant_date, length.months, self.desk.settings.short_month)
        return whole + dt.timedelta(days=length.days - 1)

    def differing(self, sentence: Sentence) -> dt.date | None:
        """Return the last day of an order by its term, where it is not the one recorded."""
        kinds = kinds_of(sentence)
        if sentence.ends_on is None or "length_of_order" not in self._periods(sentence, kinds):
            return None
        by_term = self._order_by_term(sentence)
        return by_term if by_term != sentence.ends_on else None
