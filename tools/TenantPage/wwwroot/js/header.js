// @ts-check
/** The top of every page: the navigation, the tenant and the colour scheme. */
import { html, nothing } from '/lib/lit-html/lit-html.js';
import { badge, valueOf } from './components/elements.js';
import { count } from './format.js';
import { pages } from './pages.js';
import { currentQuery, href, replaceQuery } from './router.js';
import { chooseScheme, chosenScheme, schemes } from './scheme.js';
import { shared } from './tenants.js';

/** @param {string} label @param {string} chosen @param {[value: string, text: string][]} options @param {(value: string) => void} choose */
const choice = (label, chosen, options, choose) =>
  html`<label
    >${label}
    <select name=${label.toLowerCase()} @change=${(/** @type {Event} */ event) => choose(valueOf(event))}>
      ${options.map(([value, text]) => html`<option value=${value} .selected=${value === chosen}>${text}</option>`)}
    </select></label
  >`;

const mark = () => (shared.unexpected ? badge('error', `${count(shared.unexpected)} unexpected`) : nothing);

export function header() {
  const tenant = currentQuery().tenant ?? '';
  // A shared address may name a tenant that has not sent anything yet.
  const names = [...new Set([...shared.names, ...(tenant ? [tenant] : [])])];
  return html`<div class="topbar">
    <a class="brand" href=${href('/')}
      ><img src="/icon.svg" alt="" width="22" height="22" /> demo-app <span class="muted">tenants</span></a
    >
    <nav aria-label="Pages">
      <ul>
        ${pages.map(
          ({ path, name }) =>
            html`<li>
              <a href=${href(path)} aria-current=${location.pathname === path ? 'page' : nothing}
                >${name}${path === '/isolation' ? mark() : nothing}</a
              >
            </li>`,
        )}
        ${shared.dashboardUrl ? html`<li><a href=${shared.dashboardUrl} rel="noreferrer">Dashboard</a></li>` : nothing}
      </ul>
    </nav>
    <div class="choices">
      ${choice('Tenant', tenant, [['', 'All'], ...names.map(name => /** @type {[string, string]} */ ([name, name]))], value =>
        replaceQuery({ tenant: value }),
      )}
      ${choice('Colours', chosenScheme(), schemes.map(scheme => [scheme, scheme[0].toUpperCase() + scheme.slice(1)]), chooseScheme)}
    </div>
  </div>`;
}
