// @ts-check
// A classic script in the head: the scheme is in force before the first paint, so that a dark page never flashes light.
{
  let chosen;
  try {
    chosen = localStorage.getItem('scheme');
  } catch {
    // Storage may be forbidden; the system's scheme is used then.
  }

  const system = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  document.documentElement.dataset.scheme = chosen === 'light' || chosen === 'dark' ? chosen : system;
}
