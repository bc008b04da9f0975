/** Form fields of a filter: what is chosen is in the URL's query, so that a filtered list can be shared. */
import { html, nothing } from '/lib/lit-html/lit-html.js';
import { replaceQuery } from '../router.js';

let typing;

/** Waits until the typing pauses. */
function typed(name, value) {
  clearTimeout(typing);
  typing = setTimeout(() => replaceQuery({ [name]: value }), 300);
}

export const textFilter = (label, name, query, options = {}) =>
  html`<label class=${options.wide ? 'wide' : ''}
    >${label}
    <input
      type=${options.type ?? 'search'}
      name=${name}
      min=${options.min ?? nothing}
      step=${options.step ?? nothing}
      placeholder=${options.placeholder ?? nothing}
      inputmode=${options.type === 'number' ? 'decimal' : nothing}
      autocomplete="off"
      spellcheck="false"
      .value=${query[name] ?? ''}
      @input=${event => typed(name, event.target.value)}
  /></label>`;

export const choiceFilter = (label, name, query, choices, extra = {}) =>
  html`<label
    >${label}
    <select name=${name} @change=${event => replaceQuery({ ...extra, [name]: event.target.value })}>
      ${choices.map(([value, text]) => html`<option value=${value} .selected=${(query[name] ?? '') === value}>${text}</option>`)}
    </select></label
  >`;

/** A filter's form: Enter applies what is typed at once. */
export const filterForm = (label, content) =>
  html`<form
    class="filters"
    role="search"
    aria-label=${label}
    @submit=${event => {
      event.preventDefault();
      clearTimeout(typing);
      replaceQuery(Object.fromEntries([...new FormData(event.target)].map(([name, value]) => [name, value])));
    }}
  >
    ${content}
  </form>`;
