// Placeholder that keeps the package whole until the room's first test lands.
