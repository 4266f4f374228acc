mod futures;
mod places;
