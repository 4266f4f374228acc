//! What concerns the names alone, so that it is compiled once.

/// Where a name is among sorted ones, or where it belongs.
pub(super) fn find(names: &[String], name: &str) -> Result<usize, usize> {
    names.binary_search_by(|other| other.as_str().cmp(name))
}

/// Sorts the names and keeps each once. Returns which places were swapped to that end, one pair
/// after the other: of equal names the last is then among the first places, and is what stays.
/// Swaps, because values are moved by them in place: a second list of a kubeconfig's users would
/// double what reading it holds.
pub(super) fn arrange(names: &mut Vec<String>) -> Vec<(usize, usize)> {
    if names.is_sorted_by(|one, next| one < next) {
        return Vec::new();
    }
    let wanted = last_of_each(names);
    let mut swaps = Vec::new();
    // Which name stands at a place, and where a name stands, by their places at first.
    let mut standing: Vec<usize> = (0..names.len()).collect();
    let mut places = standing.clone();
    for (to, name) in wanted.iter().enumerate() {
        let from = places[*name];
        places.swap(standing[to], *name);
        standing.swap(to, from);
        names.swap(to, from);
        swaps.push((to, from));
    }
    names.truncate(wanted.len());
    swaps
}

/// The places of the names in the order of the names, of equal ones only of the last.
fn last_of_each(names: &[String]) -> Vec<usize> {
    let order = order(names);
    let is_last = |(at, place): &(usize, &usize)| {
        let next = order.get(at + 1);
        next.is_none_or(|next| names[*next] != names[**place])
    };
    let last = order.iter().enumerate().filter(is_last);
    last.map(|(_, place)| *place).collect()
}

/// For each name, which one before it is the same; the nearest, if several are.
pub(crate) fn same_before(names: &[String]) -> Vec<Option<usize>> {
    let mut before = vec![None; names.len()];
    for pair in order(names).windows(2) {
        if let [one, next] = *pair
            && names[one] == names[next]
        {
            before[next] = Some(one);
        }
    }
    before
}

/// The places of the names in the order of the names; equal ones stay in theirs.
fn order(names: &[String]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..names.len()).collect();
    order.sort_by(|one, other| names[*one].cmp(&names[*other]));
    order
}
