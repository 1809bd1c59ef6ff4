"""Small models as data: networks of stations that patients of several classes pass through."""
