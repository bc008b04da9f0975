/** A button that puts text on the clipboard and says whether it could. */
import { html } from '/lib/lit-html/lit-html.js';
import { announce } from '../announce.js';

export function copyButton(label, text) {
  return html`<button
    type="button"
    class="small"
    @click=${async event => {
      const button = event.currentTarget;
      let said = 'Copied';
      try {
        await navigator.clipboard.writeText(text());
      } catch {
        said = 'Not copied: the browser does not allow it';
      }

      button.dataset.said = said;
      announce(said);
      setTimeout(() => {
        delete button.dataset.said;
      }, 2000);
    }}
  >
    ${label}
  </button>`;
}
