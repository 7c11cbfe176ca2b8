// A part of Sphinx's `language_data.js`, which the search page runs between its search and
// the index: what a reader types is searched as the pages are. `search_words.py` says how,
// and puts its patterns and its table of synonyms before this.
const { times, hyphen, replaced } = SEARCH_WORDS;
const escaped = (word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
const synonym = new RegExp(
  `(?<![\\p{L}\\p{N}_])(?:${Object.keys(replaced).map(escaped).join("|")})(?![\\p{L}\\p{N}_])`,
  "gu",
);

/** @param {string} text */
const plain = (text) =>
  text
    .toLowerCase()
    .replace(new RegExp(times, "g"), "$1x")
    .replace(new RegExp(hyphen, "g"), "$1$2")
    .replace(synonym, (word) => replaced[word]);

splitQuery = (query) => plain(query).split(/[^\p{L}\p{N}_]+/u).filter(Boolean);

const { _parseQuery, setIndex } = Search;
Search._parseQuery = (query) => _parseQuery(plain(query).trim());

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
