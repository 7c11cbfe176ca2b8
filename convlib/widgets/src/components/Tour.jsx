/**
 * What to do with an explorer: sentences, each with a state that Show me sets and, behind a
 * fold, what comes of it. An explorer without a tour has none of it.
 * @param {{messages: any, folded: boolean,
 *   explorer: ReturnType<typeof import("../state.js").useExplorerState>}} props
 */
export function Tour({ messages, explorer, folded }) {
  const { model, beginning, set } = explorer;
  const steps = model.get("tour") ?? [];
  if (steps.length === 0) return null;
  const list = (
    <ol class="tour" aria-label={messages.tour}>
      {steps.map(({ text, state, answer }, number) => (
        <li key={number}>
          <p>{text}</p>
          <div>
            <button
              type="button"
              aria-label={messages.showStep(number + 1)}
              onClick={() => set({ ...beginning, ...state })}
            >
              {messages.showMe}
            </button>
            {answer && (
              <details>
                <summary>{messages.answer}</summary>
                <p>{answer}</p>
              </details>
            )}
          </div>
        </li>
      ))}
    </ol>
  );
  if (!folded) return list;
  return (
    <details class="folded">
      <summary>{messages.tour}</summary>
      {list}
    </details>
  );
}
