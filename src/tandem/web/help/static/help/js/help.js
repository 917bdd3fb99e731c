// What scripts add to the help centre: the theme's switch. Searching while one types is htmx's.
import '../../ui/js/theme.js';

for (const button of document.querySelectorAll('[data-theme-toggle]')) button.hidden = false;
