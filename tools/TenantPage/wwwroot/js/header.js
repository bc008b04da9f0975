/** What every page has at its top: the navigation, the tenant and the colour scheme. */
import { html, nothing } from '/lib/lit-html/lit-html.js';
import { count } from './format.js';
import { navigation } from './pages.js';
import { currentQuery, href, replaceQuery } from './router.js';
import { chooseScheme, chosenScheme, schemes } from './scheme.js';
import { tenants } from './tenants.js';

export function header() {
  const tenant = currentQuery().tenant ?? '';
  // A shared address may name a tenant that is not there (yet).
  const names = tenant && !tenants.names.includes(tenant) ? [...tenants.names, tenant] : tenants.names;
  return html` <div class="topbar">
    <a class="brand" href=${href('/')}
      ><img src="/icon.svg" alt="" width="22" height="22" /> demo-app <span class="muted">telemetry</span></a
    >
    <nav aria-label="Pages">
      <ul>
        ${navigation.map(
          page => html`<li>
            <a href=${href(page.path)} aria-current=${current(page.path)}>${page.name}${page.path === '/isolation' ? mark() : nothing}</a>
          </li>`,
        )}
      </ul>
    </nav>
    <div class="choices">
      <label
        >Tenant
        <select name="tenant" @change=${event => replaceQuery({ tenant: event.target.value })}>
          <option value="" .selected=${tenant === ''}>All</option>
          ${names.map(name => html`<option value=${name} .selected=${name === tenant}>${name}</option>`)}
        </select></label
      >
      <label
        >Colours
        <select name="scheme" @change=${event => chooseScheme(event.target.value)}>
          ${schemes.map(scheme => html`<option value=${scheme} .selected=${scheme === chosenScheme()}>${scheme[0].toUpperCase() + scheme.slice(1)}</option>`)}
        </select></label
      >
    </div>
  </div>`;
}

function current(path) {
  if (location.pathname === path) {
    return 'page';
  }

  return path !== '/' && location.pathname.startsWith(`${path}/`) ? 'true' : nothing;
}

function mark() {
  return tenants.unexpected > 0
    ? html` <span class="badge error"><span aria-hidden="true">✕ </span>${`${count(tenants.unexpected)} unexpected`}</span>`
    : nothing;
}
