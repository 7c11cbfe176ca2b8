/* convlib explorers, MIT */
(globalThis.convlibParts??=[]).push(e=>{const{say:r}=e;r("zh","exercise",{exercise:(e,r)=>`答案 ${e}：${r}`,check:"检查",right:"正确",wrong:"错误",rightAnswer:"正确。",wrongAnswer:"还不对。",tryAgain:"请检查计算，或打开下面的解答。",cellsRight:(e,r)=>`${r} 格中 ${e} 格正确。`,noAnswer:"还缺一个答案。",notNumber:e=>`“${e}”不是数字。请写 3、−2.5 或 1/3。`})});
