// A part of Sphinx's `language_data.js`, which the search page runs between its search and
// the index: what a reader types is searched as the pages are. `search_words.py` says how,
// and puts its patterns and its table of synonyms before this.
const { times, hyphen, han, chinese, replaced } = SEARCH_WORDS;
const isChinese = RegExp.prototype.test.bind(new RegExp(`^[${han}]`));
const escaped = (word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
/** @param {(word: string) => boolean} which */
const others = (which) => Object.keys(replaced).filter(which).map(escaped).join("|");
const latin = others((word) => !isChinese(word));
const synonym = new RegExp(
  `(?<![\\p{L}\\p{N}_])(?:${latin})(?![\\p{L}\\p{N}_])|${others(isChinese)}`,
  "gu",
);

/** @param {string} text */
const plain = (text) =>
  text
    .toLowerCase()
    .replace(new RegExp(times, "g"), "$1x")
    .replace(new RegExp(hyphen, "g"), "$1$2")
    .replace(new RegExp(chinese, "g"), " $1 ")
    .trim()
    .replace(/\s+/g, " ")
    .replace(synonym, (word) => replaced[word]);

/** @param {string} word The numbers of the pages that have it; none if they once had. */
const pagesOf = (word) => {
  const { terms, titleterms } = Search._index;
  return [terms[word], titleterms[word]].flat().filter((page) => page !== undefined);
};

/**
 * The words of a run of Chinese: the longest that the index has, again and again. What it has
 * not is left out, unless it has nothing: then nothing is found.
 * @param {string} run
 */
const cut = (run) => {
  const words = [];
  for (let start = 0; start < run.length; ) {
    let end = run.length;
    while (end > start + 1 && !pagesOf(run.slice(start, end)).length) end -= 1;
    if (end > start + 1) words.push(run.slice(start, end));
    start = end;
  }
  return words.length ? words : [run];
};

splitQuery = (query) =>
  plain(query)
    .split(/[^\p{L}\p{N}_]+/u)
    .filter(Boolean)
    .flatMap((run) => (isChinese(run) ? cut(run) : run));

const { _parseQuery, performTermsSearch, setIndex } = Search;
Search._parseQuery = (query) => _parseQuery(plain(query.replace(/[\s?？!！.。]+$/, "")));

// A page that is found has all words, if there is one. Sphinx lets it do without those of two
// characters, which its index of English does not have, and most Chinese words are.
Search.performTermsSearch = (words, excluded) => {
  const found = performTermsSearch(words, excluded);
  const wanted = [...words].filter(isChinese).map(pagesOf);
  const { docnames } = Search._index;
  const complete = found.filter(([document]) =>
    wanted.every((pages) => pages.includes(docnames.indexOf(document))),
  );
  return complete.length ? complete : found;
};

// The index has the names of subjects as the book writes them.
Search.setIndex = (index) => {
  const indexentries = {};
  for (const [name, places] of Object.entries(index.indexentries)) {
    (indexentries[plain(name)] ??= []).push(...places);
  }
  setIndex({ ...index, indexentries });
};

// The glossary names everything: a page that explains a subject stands before it.
Scorer.score = ([document, , , , score]) =>
  document.endsWith("/glossary") ? score / 10 : score;
