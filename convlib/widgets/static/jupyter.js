/* convlib explorers, MIT */
(globalThis.convlibParts??=[]).push(s=>{const{isOwn:e}=s;var t=globalThis;function o(s){let[t]=s.composedPath();t.closest?.("[data-explorer]")&&t.toggleAttribute("data-lm-suppress-shortcuts",e(s))}t.convlibKeeps||(t.convlibKeeps=o,addEventListener("keydown",o,!0))});
