/** Lets Node.js load the page's modules: /lib, which the page's server has, is node_modules here; lit-html in its build for Node.js. */
import { register } from 'node:module';
import { isMainThread } from 'node:worker_threads';

export const resolve = (specifier, context, next) =>
  next(specifier.replace(/^\/lib\/lit-html\//, new URL('node_modules/lit-html/node/', import.meta.url).href), context);

// Hooks run on a thread of their own, which loads this file again.
if (isMainThread) {
  register(import.meta.url);
}
