/// The plural of a kind in lower case, as kubebuilder and kube-rs guess it too: English without
/// irregular words, for which there is `plural = "…"`.
pub(crate) fn plural(word: &str) -> String {
    let ends_in = |endings: &[&str]| endings.iter().any(|ending| word.ends_with(ending));
    if ends_in(&["s", "x", "z", "ch", "sh"]) {
        return format!("{word}es");
    }
    let is_after_vowel = ends_in(&["ay", "ey", "iy", "oy", "uy"]);
    match word.strip_suffix('y') {
        Some(stem) if !is_after_vowel => format!("{stem}ies"),
        _ => format!("{word}s"),
    }
}
