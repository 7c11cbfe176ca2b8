/** What a tag becomes; the bundler adds this import to every file that has one. */
export { h, Fragment } from "preact";
