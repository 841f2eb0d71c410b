// Runs in every page of the tracker: where it helps, and never to show what the page is about.
