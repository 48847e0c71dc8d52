// Runs before the first paint: the stored choice of theme, so that a dark page never flashes white.
// `auto` (the default) leaves the choice to the system; `state.rs` writes the same key.
{
  let theme = null;
  try {
    theme = localStorage.getItem('ormlab.theme');
  } catch {
    // Storage may be forbidden (a sandboxed frame): the system's choice is fine.
  }
  document.documentElement.dataset.theme = theme === 'light' || theme === 'dark' ? theme : 'auto';
}
