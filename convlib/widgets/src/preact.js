/** What views take of Preact. `h` and `Fragment` are what a tag becomes: the bundler adds
 * their import to every file that has one. */
export { h, Fragment } from "preact";
export { useEffect, useLayoutEffect, useMemo, useReducer, useRef, useState } from "preact/hooks";
