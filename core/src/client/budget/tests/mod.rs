mod futures;
mod places;
mod preferred;
