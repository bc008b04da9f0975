/** Speaks to the server of this page. */

/** What the server answered instead of what was asked for: `message` is the problem's detail. */
export class ApiError extends Error {
  constructor(status, title, detail) {
    super(detail || title);
    this.status = status;
    this.title = title;
  }
}

/** The server did not answer at all. */
export class UnreachableError extends Error {
  constructor(cause) {
    super(`${location.host} does not answer.`, { cause });
  }
}

/** A path of the API with its query; empty members are left out. */
export function apiUrl(path, query = {}) {
  const members = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== '');
  const text = new URLSearchParams(members).toString();
  return `/api/${path}${text && `?${text}`}`;
}

export function getJson(path, query, signal) {
  return ask(apiUrl(path, query), { signal });
}

/** PUT, POST or DELETE; the server wants the content type even where there is no body. */
export function sendJson(method, path, body, signal) {
  return ask(apiUrl(path), {
    method,
    signal,
    headers: { 'Content-Type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
}

async function ask(url, request) {
  let response;
  let text;
  try {
    response = await fetch(url, { cache: 'no-store', ...request });
    text = await response.text();
  } catch (error) {
    throw error.name === 'AbortError' ? error : new UnreachableError(error);
  }

  let answer;
  try {
    answer = text ? JSON.parse(text) : {};
  } catch {
    throw new ApiError(response.status, 'No JSON', `${url} answered ${response.status} with something that is not JSON.`);
  }

  if (!response.ok) {
    throw new ApiError(response.status, answer.title ?? response.statusText, answer.detail);
  }

  return answer;
}
