"""Raw tree -> tree over channels, with the units that highlighting goes by.

Each word becomes one DisjunctionMax over its alternatives, so the variants of a word count once
and the words of a query add up. Words typed side by side are read as one text, in which
Vietnamese words of several syllables and words with hyphens are found.

The nodes of the result are ``whoosh.query`` objects whose field names are ``FIELD_CHANNEL`` for
text (``body_stem``) and the plain names of the filters; engines compile them. They are:
Term, Phrase, Prefix, Wildcard, FuzzyTerm, TermRange (on ``date``), And, Or, AndNot, AndMaybe,
Require, DisjunctionMax, ConstantScoreQuery, Every and NullQuery.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from indexer.analysis.tokenizer import words as word_spans
from indexer.engines import tree as query
from indexer.lexicon.glossary import Glossary
from indexer.model import Channel, Meaning, Note
from indexer.query import filters, patterns
from indexer.query.analyzed import AnalyzedQuery
from indexer.query.chunks import end_of_chunk
from indexer.query.emphasis import emphasis
from indexer.query.fields import channel_of, fields_of, labelled
from indexer.query.glossed import NO_GLOSSARY, Glossed
from indexer.query.groups import (
    NOTHING,
    Clause,
    distinct,
    either,
    excluding,
    join,
    requiring,
    standing_alone,
    weighted,
)
from indexer.query.limits import Limits
from indexer.query.meanings import NO_MEANINGS, NOTHING_MEANT, Meanings, Meant, Translations
from indexer.query.parse import (
    FILTER_FIELDS,
    PASTED_SLOP,
    TEXT,
    Either,
    Must,
    parse,
    slop_of,
)
from indexer.query.rarity import as_places, is_name, no_rarer
from indexer.query.readings import Reading, name_terms, place_names, unknown_name
from indexer.query.terms import (
    QueryWord,
    boosted,
    capitals,
    dis_max,
    meaning_trees,
    query_words,
    side_by_side,
)
from indexer.query.understood import understood
from indexer.query.units import Compound, Phrase, Translated, Unit, Word
from indexer.query.vocabulary import Vocabulary
from indexer.query.weights import DEFAULT_WEIGHTS, Weights
from indexer.query.whole import Whole, in_russian_letters


def analyze_query(
    text: str,
    weights: Weights = DEFAULT_WEIGHTS,
    vocabulary: Vocabulary | None = None,
    lexicon: Translations | None = None,
    *,
    glossary: Glossary = NO_GLOSSARY,
) -> AnalyzedQuery:
    """Return the analysed form of a query string. Never raises; blank text matches everything.

    ``vocabulary`` tells what the documents hold, by which mistyped words are understood;
    ``lexicon`` and ``glossary`` what words mean in other languages, unless the weights leave
    these aside.
    """
    if not text.strip():
        return AnalyzedQuery(query.every())
    parsed = parse(text)
    asks = text.rstrip().endswith("?")
    meanings = NO_MEANINGS
    if lexicon is None and not glossary:
        weights = weights.knowing(across="off")
    if lexicon is not None and weights.across != "off":
        meanings = Meanings(lexicon, vocabulary, weights)
    visitor = _Visitor(weights, vocabulary, meanings, asks=asks)
    if weights.across != "off":
        visitor.glossary = glossary
    clause = visitor.visit(parsed.tree)
    clause = standing_alone(clause)
    if bonus := visitor.own_language(clause.units):
        clause = replace(clause, tree=query.AndMaybe(clause.tree, query.Or([bonus])))
    if clause.empty:
        visitor.notes.append(Note("There is no word to search for."))
    notes = dict.fromkeys((*parsed.notes, *visitor.notes))
    readings = tuple(dict.fromkeys(visitor.readings))
    meaning = None if clause.empty else clause.meaning
    found = clause.tree, clause.units, clause.said, tuple(notes), readings, meaning
    return AnalyzedQuery(*found, visitor.lang, visitor.asks)


class _Visitor:
    """One walk over one raw tree, collecting notes on the way."""

    def __init__(
        self, weights: Weights, vocabulary: Vocabulary | None, meanings: Meanings, *, asks: bool
    ) -> None:
        self._weights = weights
        self._meanings = meanings
        self._vocabulary = vocabulary
        self._asks = self.asks = asks
        self.glossary = NO_GLOSSARY
        self.notes: list[Note] = []
        self._limits = Limits(vocabulary, self.notes)
        self.readings: list[Reading] = []
        self._langs: set[str] = set()
        self._plain = True
        self._telling = 0

    @property
    def lang(self) -> str:
        """The language of the query, if that is plain."""
        return next(iter(self._langs)) if len(self._langs) == 1 else ""

    def own_language(self, units: Sequence[Unit]) -> query.Query | None:
        """Return what adds to the score of documents in the language that the words are in.

        Names of places are the same words in many languages and count for none. Where function
        words tell the language and no word has a translation, as in “DECnet là gì”, none has to
        be left room for.
        """
        translated = any(isinstance(unit, Translated) for unit in units)
        weights = self._weights.untranslated if self._plain and not translated else self._weights
        worth = weights.own * self._telling
        if not worth or not self.lang:
            return None
        return query.ConstantScoreQuery(query.Term("lang", self.lang), worth)

    def visit(self, node: query.Query) -> Clause:
        """Return the clause of a raw node."""
        match node:
            case Either():
                return weighted(either(map(self.visit, node.subqueries)), node.boost)
            case Must():
                return requiring(self.visit(node.query))
            case query.Or():
                clause = join(self._side_by_side(node.subqueries), self._weights)
                return weighted(clause, node.boost)
            case query.And():
                clause = join(map(self.visit, node.subqueries), self._weights, all_of=True)
                return weighted(clause, node.boost)
            case query.Not():
                return excluding(self.visit(node.query))
            case query.AndNot():
                both = [self.visit(node.a), excluding(self.visit(node.b))]
                return join(both, self._weights, all_of=True)
            case query.Require():
                return join([self.visit(node.a), self.visit(node.b)], self._weights, all_of=True)
            case query.AndMaybe():
                return join([requiring(self.visit(node.a)), self.visit(node.b)], self._weights)
            case query.TermRange():
                return self._range(node)
            case query.Phrase():
                return self._phrase(node)
            case query.Prefix() | query.Wildcard() | query.FuzzyTerm():
                return self._pattern(node)
            case query.Every():
                return Clause(query.every(), "*", meaning=Meaning("every"))
            case query.Term():
                return self._terms([node])
            case _:
                return NOTHING

    def _side_by_side(self, nodes: Sequence[query.Query]) -> Iterator[Clause]:
        """Yield the clauses of a group; neighbours in one text field are read as one text."""
        neighbours: list[query.Term] = []
        for node in nodes:
            word = node if isinstance(node, query.Term) else None
            if word is not None and word.fieldname in FILTER_FIELDS:
                word = None
            if neighbours and not (word is not None and _alike(neighbours[-1], word)):
                yield from self._text(neighbours)
                neighbours = []
            if word is not None:
                neighbours.append(word)
            else:
                yield self.visit(node)
        if neighbours:
            yield from self._text(neighbours)

    def _terms(self, nodes: Sequence[query.Term]) -> Clause:
        if nodes[0].fieldname in FILTER_FIELDS:
            return self._filter(nodes[0].fieldname, str(nodes[0].text))
        return join(self._text(nodes), self._weights)

    def _text(self, nodes: Sequence[query.Term]) -> Iterator[Clause]:
        """Yield a clause for every word of a stretch of text in one field."""
        name = nodes[0].fieldname
        fields = fields_of(name)
        self._limits.operators(nodes)
        text = " ".join([node.text for node in nodes])
        words = self._limits.words(query_words(text, self._weights))
        spans = list(word_spans(text))
        known, across = self._vocabulary, self._weights.across
        parts, words, notes = understood(text, words, self._weights, known)
        self.notes += notes
        places = place_names(text, spans) if self._weights.place and name != Channel.NAME else {}
        names = () if text.isupper() else capitals(words)
        functions, asks, lang = emphasis(
            [word.meant for word in words],
            [part.terms[0].term.partition(":")[2] for part in parts.values()],
            names,
        )
        self._plain &= bool(lang)
        self.asks |= asks
        if self._meanings.known:
            lang = lang or self._meanings.language(words)
        self._langs.add(lang)
        if known:
            words = [no_rarer(word, known, lang) for word in words]
        if all(word.meant in functions for word in words):
            functions = frozenset()
        asked = NO_GLOSSARY if channel_of(name) else self.glossary
        glossed = Glossed(text, words, spans, asked)
        at = 0
        while at < len(words):
            part, place = parts.get(at), places.get(at)
            end = end_of_chunk(text, spans, at)
            end = min(max([end, *(each.end for each in (part, place) if each)]), len(words))
            said = text[spans[at][0] : spans[end - 1][1]]
            whole = Whole(
                part.terms if part and part.end == end else (),
                place.ids if place and place.end == end else (),
                name_terms(said) if self._weights.name and end > at + 1 else frozenset(),
            )
            tells = not functions or not (
                any(each.term.partition(":")[2] in functions for each in whole.parts)
                or all(word.meant in functions for word in words[at:end])
            )
            chunk = words[at:end]
            meant = NOTHING_MEANT
            named = whole.places or channel_of(name) or (known and is_name(chunk, known, across))
            if tells and not named:
                chunk, meant = self._meanings.of(chunk, whole.parts, lang, glossed.langs(at, end))
            clause = self._joint(chunk, fields, whole, said, channel_of(name), meant)
            if not tells:
                worth = self._weights.function if asks or self._asks else self._weights.statement
                clause = replace(clause, tree=boosted(clause.tree, worth))
            elif not whole.places:
                self._telling += end - at
            clause = glossed.added(clause, at, end, fields, self._weights)
            # Where no name is known that was asked for, the words are searched as they are.
            field = "" if name == TEXT or (channel_of(name) and clause.words) else name
            meaning = Meaning("word", said, field)
            clause = replace(clause, said=labelled(name, clause.said), meaning=meaning)
            yield weighted(clause, nodes[0].boost)
            at = end

    def _joint(
        self,
        words: Sequence[QueryWord],
        fields: tuple[str, ...],
        whole: Whole,
        said: str,
        only: Channel | None,
        meant: Meant,
    ) -> Clause:
        """Return the clause of words that are one: a Vietnamese word, a place, one with hyphens.

        The whole, or its words side by side, is worth more than its words apart. With ``only``
        nothing but that channel is searched, if it knows the words at all. ``meant`` is what the
        whole means in other languages.
        """
        weights = self._weights
        if len(words) == 1:
            if self._vocabulary:
                words = [as_places(words[0], whole.places, self._vocabulary)]
            words = [words[0].naming(whole.places, weights.place)]
        else:
            words = [word.undivided() for word in words]
        self.readings += whole.readings(words, said)
        if only and (found := self._only(only, words, fields, whole, said)):
            return found
        trees = [word.tree(fields, weights) for word in words]
        placed = tuple((word, fields) for word in words)
        present = [word.presence(fields) for word in words]
        translated = (meant.unit(said, fields),) if meant.alternatives else ()
        if len(words) == 1:
            units = (*words[0].units(fields), *translated)
            return Clause(trees[0], said, units, words=placed, entire=present[0])
        together = whole.trees(fields, weights)
        named: list[query.Query] = list(together)
        entire: query.Query = query.And(distinct(present))
        if more := [tree for tree in together if not tree.fieldname.endswith(Channel.PART)]:
            entire = dis_max([entire, *more], 0.0)
        if not whole.parts or whole.parts[0].probability < 1:
            named = [*side_by_side(words, fields, weights), *named]
        each = distinct(trees)
        apart = boosted(query.Or(each), weights.apart) if whole.parts else query.And(each)
        compound = Compound(said, fields, tuple(word.unit(fields) for word in words), whole.terms)
        foreign = meaning_trees(meant.alternatives, fields, weights)
        foreign += in_russian_letters(words, fields, weights)
        if foreign:
            named += foreign
            entire = dis_max([entire, *foreign], 0.0)
        tree = dis_max([*named, apart], weights.tie)
        return Clause(tree, said, (compound, *translated), words=placed, entire=entire)

    def _only(
        self,
        channel: Channel,
        words: Sequence[QueryWord],
        fields: tuple[str, ...],
        whole: Whole,
        said: str,
    ) -> Clause | None:
        """Return the clause that looks for words in one channel; nothing if it has none of them."""
        terms = whole.terms.get(channel, frozenset())
        trees = [tree for tree in whole.trees(fields, self._weights) if tree.text in terms]
        if trees:
            unit = Word(said, fields, {channel: terms})
            return Clause(dis_max(list(trees), self._weights.tie), said, (unit,))
        kept = [word.only(channel) for word in words]
        if not all(word.alternatives for word in kept):
            self.notes.append(unknown_name(channel, said))
            return None
        each = [word.tree(fields, self._weights) for word in kept]
        units = tuple(word.unit(fields) for word in kept)
        return Clause(query.And(each) if len(each) > 1 else each[0], said, units)

    def _phrase(self, node: query.Phrase) -> Clause:
        text = " ".join(node.words)
        if node.fieldname in FILTER_FIELDS:
            return self._filter(node.fieldname, text)
        fields = fields_of(node.fieldname)
        words = self._limits.words(query_words(text, self._weights, exact=True))
        if not words:
            return NOTHING
        pasted = node.slop == PASTED_SLOP
        if pasted and len(words) == 1:
            return self._terms([query.Term(node.fieldname, text, boost=node.boost)])
        slop = self._limits.reach(text, slop_of(node), words)
        said = f'"{text}"' + (f"~{slop}" if slop > 1 else "")
        units: tuple[Unit, ...] = tuple(word.unit(fields) for word in words)
        said = labelled(node.fieldname, said)
        field = "" if node.fieldname == TEXT else node.fieldname
        meaning = Meaning("phrase", text, field, 0 if pasted else slop, required=not pasted)
        if len(words) == 1:
            tree = words[0].tree(fields, self._weights)
        else:
            tree = dis_max(side_by_side(words, fields, self._weights, slop), self._weights.tie)
            units = (Phrase(said, fields, tuple(word.unit(fields) for word in words), slop),)
        if pasted:
            self._limits.again(words)
            apart = self._terms([query.Term(node.fieldname, text)])
            tree = query.AndMaybe(apart.tree, query.Or([tree]))
            pasted_clause = replace(apart, tree=tree, said=said, several=False, meaning=meaning)
            return weighted(pasted_clause, node.boost)
        return weighted(Clause(tree, said, units, required=True, meaning=meaning), node.boost)

    def _pattern(self, node: query.Prefix | query.Wildcard | query.FuzzyTerm) -> Clause:
        if node.fieldname in FILTER_FIELDS:
            wild = not isinstance(node, query.FuzzyTerm)
            return self._filter(node.fieldname, patterns.typed(node), wild=wild)
        if node.text.strip("*") == "":
            return Clause(query.every(), "*", meaning=Meaning("every"))
        found = None
        if self._limits.pattern(patterns.typed(node)):
            found = patterns.analyze(node, fields_of(node.fieldname), self._weights)
        if found is None:
            self.notes.append(
                Note("“%(text)s” is searched as plain words.", text=patterns.typed(node))
            )
            text = node.text.replace("*", " ").replace("?", " ")
            return self._terms([query.Term(node.fieldname, text, boost=node.boost)])
        tree, unit = found
        self.notes += patterns.notes(node, unit)
        meaning = patterns.meaning(node, unit.text)
        said = labelled(node.fieldname, unit.text)
        return weighted(Clause(tree, said, (unit,), meaning=meaning), node.boost)

    def _range(self, node: query.TermRange) -> Clause:
        clause = filters.date_range(node, self.notes)
        plain = " ".join(filters.bounds(node))
        return clause or self._terms([query.Term(TEXT, plain)])

    def _filter(self, name: str, value: str, *, wild: bool = False) -> Clause:
        clause = filters.one_value(name, value, self.notes, wild=wild)
        return clause or self._terms([query.Term(TEXT, value)])


def _alike(one: query.Term, other: query.Term) -> bool:
    return one.fieldname == other.fieldname and one.boost == other.boost
