/**
 * What the reader has changed, kept in this browser under the page's address. An edit counts
 * as long as the book has the same code in that cell.
 */

/** @typedef {{of: string, code: string}} Edit */

export class Edits {
  /** @param {string} page its address
   * @param {() => Pick<Storage, "getItem" | "setItem" | "removeItem">} storage throws where a
   * browser keeps nothing */
  constructor(page, storage) {
    this.name = `convlib-edits:${page}`;
    this.storage = storage;
    /** @type {Record<number, Edit>} */
    this.edits = {};
    try {
      this.edits = JSON.parse(storage().getItem(this.name) ?? "{}");
    } catch {} // nothing has been kept
  }

  /** The code of a cell as the reader left it. @param {number} cell @param {string} code of the book */
  of(cell, code) {
    return this.edits[cell]?.of === code ? this.edits[cell].code : code;
  }

  /** @param {number} cell @param {string} of the book's code @param {string} code the reader's */
  keep(cell, of, code) {
    if (code === of) delete this.edits[cell];
    else this.edits[cell] = { of, code };
    this.write();
  }

  throwAway() {
    this.edits = {};
    this.write();
  }

  get isEmpty() {
    return Object.keys(this.edits).length === 0;
  }

  write() {
    try {
      if (this.isEmpty) this.storage().removeItem(this.name);
      else this.storage().setItem(this.name, JSON.stringify(this.edits));
    } catch {} // it is kept until the page is left
  }
}
