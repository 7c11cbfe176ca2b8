/* convlib explorers, MIT */
(globalThis.convlibParts??=[]).push(e=>{var{documentElement:t,body:a}=document;if(!t.dataset.theme){let e=matchMedia("(prefers-color-scheme: dark)"),a=()=>{t.dataset.theme=e.matches?"dark":"light"};e.addEventListener("change",a),a()}parent!==window&&new ResizeObserver(()=>parent.postMessage({convlib:"height",height:a.offsetHeight},"*")).observe(a)});
