//! Short words for what is done often to the document.

use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::convert::FromWasmAbi;
use web_sys::{Document, Element, EventTarget, HtmlElement, Text, Window};

/// The page's window.
///
/// # Panics
///
/// In a worker, where nothing here runs.
#[track_caller]
pub(crate) fn window() -> Window {
    // Invariant: the module is loaded by a document.
    web_sys::window().expect("a page has a window")
}

/// The page's document.
pub(crate) fn document() -> Document {
    // Invariant: as above.
    window().document().expect("a window has a document")
}

/// The element with this id, when there is one.
pub(crate) fn by_id(id: &str) -> Option<Element> {
    document().get_element_by_id(id)
}

/// A new element with a class.
pub(crate) fn element(tag: &str, class: &str) -> HtmlElement {
    // Invariant: `tag` is one of our own literals, which are valid names of HTML elements.
    let element = document().create_element(tag).expect("a valid name");
    element.set_class_name(class);
    element.unchecked_into()
}

/// A new text, inside of `parent`.
pub(crate) fn text_in(parent: &Element, content: &str) -> Text {
    let text = document().create_text_node(content);
    append(parent, &text);
    text
}

/// Puts a node at the end of `parent`.
pub(crate) fn append(parent: &Element, node: &web_sys::Node) {
    // Fails only for a cycle, and every node here is a new one.
    let _ = parent.append_child(node);
}

/// Sets an attribute whose name is one of our own literals.
pub(crate) fn attribute(element: &Element, name: &str, value: &str) {
    // Fails only for names that are none.
    let _ = element.set_attribute(name, value);
}

/// Sets a property of an element's style, which a content security policy allows.
pub(crate) fn style(element: &HtmlElement, property: &str, value: &str) {
    // Fails only for read-only styles, and an element's own is not.
    let _ = element.style().set_property(property, value);
}

/// Calls `handle` for each event until the page ends.
pub(crate) fn on<E: FromWasmAbi + 'static>(
    target: &EventTarget,
    event: &str,
    handle: impl FnMut(E) + 'static,
) {
    let closure = Closure::<dyn FnMut(E)>::new(handle).into_js_value();
    // Fails never: the second argument is a function.
    let _ = target.add_event_listener_with_callback(event, closure.unchecked_ref());
}

/// Seconds since 1970.
pub(crate) fn now() -> i64 {
    (js_sys::Date::now() / 1000.0) as i64
}

/// Whether nobody can see the page.
pub(crate) fn hidden() -> bool {
    document().hidden()
}
