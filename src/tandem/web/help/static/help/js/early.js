// Before anything is painted: the theme that this browser chose. The page itself is the same for everybody.
const chosen = /(?:^|; )tandem_theme=(light|dark)/.exec(document.cookie);
if (chosen) document.documentElement.dataset.theme = chosen[1];
