// @ts-check
/** An error answer of the API: `message` is the problem's detail. */
export class ApiError extends Error {
  /** @param {number} status @param {string} title @param {string} [detail] */
  constructor(status, title, detail) {
    super(detail || title);
    this.status = status;
    this.title = title;
  }
}

/** The server of the page did not answer. */
export class UnreachableError extends Error {
  /** @param {unknown} cause */
  constructor(cause) {
    super(`${location.host} is unreachable.`, { cause });
  }
}

/** @param {unknown} error */
export const isAbort = error => error instanceof Error && error.name === 'AbortError';

/** @param {string} path @param {AbortSignal} [signal] @returns {Promise<any>} */
export const getJson = (path, signal) => ask(`/api/${path}`, { signal });

/**
 * PUT, POST or DELETE; the server wants the content type even without a body.
 * @param {string} method @param {string} path @param {object} [body] @param {AbortSignal} [signal] @returns {Promise<any>}
 */
export const sendJson = (method, path, body, signal) =>
  ask(`/api/${path}`, { method, signal, headers: { 'Content-Type': 'application/json' }, body: body && JSON.stringify(body) });

/** @param {string} url @param {RequestInit} request */
async function ask(url, request) {
  let response;
  let text;
  try {
    response = await fetch(url, { cache: 'no-store', ...request });
    text = await response.text();
  } catch (error) {
    throw isAbort(error) ? error : new UnreachableError(error);
  }

  let answer;
  try {
    answer = text ? JSON.parse(text) : {};
  } catch {
    throw new ApiError(response.status, 'Not JSON', `${url} answered ${response.status} with a body that is not JSON.`);
  }

  if (!response.ok) {
    throw new ApiError(response.status, answer.title ?? response.statusText, answer.detail);
  }

  return answer;
}
