// Before anything is drawn, so that the page does not flash in the other theme. No module: those run after drawing begins.
(function () {
  try {
    const chosen = localStorage.getItem('theme');
    if (chosen === 'light' || chosen === 'dark') {
      document.documentElement.dataset.theme = chosen;
    }
  } catch (storageIsOff) {
    // Then the system decides.
  }
})();
