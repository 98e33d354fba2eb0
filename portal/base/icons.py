"""The product's own icons: 24 × 24 line drawings as SVG inner markup.

Called by the `{% icon %}` tag (`portal.base.templatetags.kaejon`) and by nothing else. Each is drawn with a stroke of 2
in the colour of the text beside it; none carries a meaning that a word beside it does not also say.
"""

ICONS: dict[str, str] = {
    "agenda": '<path d="M4 6l1.5 1.5L8 5M4 12l1.5 1.5L8 11M4 18l1.5 1.5L8 17M12 6h8M12 12h8M12 18h8"/>',
    "alert": '<path d="M12 3.5 21.5 20h-19z"/><path d="M12 10v4.5M12 17.2v.3"/>',
    "arrow-right": '<path d="M4 12h15M13 6l6 6-6 6"/>',
    "back": '<path d="M20 12H5M11 6l-6 6 6 6"/>',
    "bell": '<path d="M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 1.5h-15z"/><path d="M10 20.5h4"/>',
    "book": '<path d="M12 6.5C9.5 5 6.5 4.6 3.5 5v13.5c3-.4 6 0 8.5 1.5 2.5-1.5 5.5-1.9 8.5-1.5V5c-3-.4-6 0-8.5 1.5z"/>'
    '<path d="M12 6.5V20"/>',
    "calendar": '<path d="M4 6h16v14H4zM4 10.5h16M8 3.5V8M16 3.5V8"/>',
    "check": '<path d="M5 12.5 10 17.5 19.5 7"/>',
    "check-circle": '<circle cx="12" cy="12" r="9"/><path d="M8 12.3l3 3 5.2-6"/>',
    "chevron-down": '<path d="M6 9.5l6 6 6-6"/>',
    "chevron-left": '<path d="M14.5 6l-6 6 6 6"/>',
    "chevron-right": '<path d="M9.5 6l6 6-6 6"/>',
    "clock": '<circle cx="12" cy="12" r="9"/><path d="M12 7v5.5l3.5 2"/>',
    "copy": '<path d="M9 9h11v11H9z"/><path d="M15 9V4H4v11h5"/>',
    "council": '<path d="M3.5 9.5 12 4l8.5 5.5zM5.5 10v8M10 10v8M14 10v8M18.5 10v8M3.5 20.5h17"/>',
    "cross-circle": '<circle cx="12" cy="12" r="9"/><path d="M9 9l6 6M15 9l-6 6"/>',
    "cross": '<path d="M6 6l12 12M18 6 6 18"/>',
    "document": '<path d="M6 3.5h8l4.5 4.5v12.5H6z"/><path d="M14 3.5V8h4.5M9 12.5h6M9 16h6"/>',
    "download": '<path d="M12 4v11.5M7 11l5 5 5-5M4.5 20h15"/>',
    "edit": '<path d="M4 20l1-4.5L16.5 4 20 7.5 8.5 19z"/><path d="M14 6.5l3.5 3.5"/>',
    "external": '<path d="M14 4h6v6M20 4l-9 9M18 14v6H4V6h6"/>',
    "filter": '<path d="M4 7h16M7 12h10M10 17h4"/>',
    "forward": '<path d="M13 5l7 6.5-7 6.5v-4C8.5 14 5.5 15.5 4 19c0-6 3.5-9.5 9-10z"/>',
    "home": '<path d="M4 11.5 12 4.5l8 7M6 10v10h4.5v-5.5h3V20H18V10"/>',
    "info": '<circle cx="12" cy="12" r="9"/><path d="M12 11v5.5M12 7.5v.3"/>',
    "leaf": '<path d="M5 19C4 10 9 5 19.5 4.5 20 14 15 19.5 8 17.5"/><path d="M4.5 20.5C7 15 10 12 14 10"/>',
    "link": '<path d="M10 14a4 4 0 0 0 6 .5l3-3a4 4 0 0 0-5.7-5.7L12 7"/>'
    '<path d="M14 10a4 4 0 0 0-6-.5l-3 3a4 4 0 0 0 5.7 5.7L12 17"/>',
    "lock": '<path d="M6 11h12v9.5H6z"/><path d="M8.5 11V8a3.5 3.5 0 0 1 7 0v3"/>',
    "mail": '<path d="M3.5 6h17v12.5h-17z"/><path d="M4 7l8 6.5L20 7"/>',
    "menu": '<path d="M4 7h16M4 12h16M4 17h16"/>',
    "minus-circle": '<circle cx="12" cy="12" r="9"/><path d="M8 12h8"/>',
    "pause": '<circle cx="12" cy="12" r="9"/><path d="M10 9v6M14 9v6"/>',
    "people": '<circle cx="9" cy="8" r="3.5"/><path d="M3 19.5c.4-4 2.7-6 6-6s5.6 2 6 6"/>'
    '<path d="M15.5 5a3.5 3.5 0 0 1 0 6.5M17.5 14.2c2.2.8 3.3 2.5 3.5 5.3"/>',
    "phone": '<path d="M5 4h4l1.5 5L8 10.5c1 2.3 3.2 4.5 5.5 5.5l1.5-2.5 5 1.5v4c0 .6-.4 1-1 1C11 19.5 4.5 13 4 5z"/>',
    "pin": '<path d="M12 21c-4.5-5-6.5-8-6.5-11a6.5 6.5 0 0 1 13 0c0 3-2 6-6.5 11z"/><circle cx="12" cy="10" r="2.3"/>',
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "print": '<path d="M7 9V3.5h10V9M7 17H4V9h16v8h-3"/><path d="M7 14h10v6.5H7z"/>',
    "quote": '<path d="M10 6.5C6.5 8 5 10.5 5 14v3.5h5.5V12H8c0-1.8.8-3 2.5-3.8z"/>'
    '<path d="M18.5 6.5C15 8 13.5 10.5 13.5 14v3.5H19V12h-2.5c0-1.8.8-3 2.5-3.8z"/>',
    "return": '<path d="M9 5 4 10l5 5"/><path d="M4 10h10a5.5 5.5 0 0 1 0 11h-3"/>',
    "search": '<circle cx="10.5" cy="10.5" r="6.5"/><path d="M15.5 15.5 21 21"/>',
    "seal": '<circle cx="12" cy="9.5" r="6"/><path d="M8.5 14.5 7 21l5-2.5L17 21l-1.5-6.5M9.5 9.5l2 2 3.2-3.8"/>',
    "send": '<path d="M3.5 11.5 20.5 4l-6 16.5-3.5-7z"/><path d="M20.5 4 11 13.5"/>',
    "table": '<path d="M4 5h16v14H4zM4 10h16M4 14.5h16M10 5v14"/>',
    "trail": '<circle cx="5.5" cy="18" r="2"/><circle cx="18.5" cy="6" r="2"/>'
    '<path d="M7.5 18H15a3 3 0 0 0 0-6H9a3 3 0 0 1 0-6h7.5"/>',
    "trash": '<path d="M4.5 7h15M9 7V4h6v3M6.5 7l1 13.5h9l1-13.5M10 11v6M14 11v6"/>',
    "user": '<circle cx="12" cy="8" r="4"/><path d="M4.5 20.5c.5-4.5 3.3-7 7.5-7s7 2.5 7.5 7"/>',
}
