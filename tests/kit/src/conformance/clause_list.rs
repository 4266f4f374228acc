use super::{Clause, clauses};

/// The names of all clauses, in the suite's order: the one place that lists them.
#[doc(hidden)]
#[macro_export]
macro_rules! __conformance_clauses {
    ([$($callback:tt)*] $arguments:tt) => {
        $($callback)*! {
            $arguments
            [
                non_2xx_is_a_response
                redirects_are_not_followed
                empty_body
                large_body_streams
                large_headers
                repeated_response_headers_are_kept
                head_before_body
                chunks_are_not_buffered
                small_chunks_arrive_while_the_body_is_open
                slow_head_is_awaited
                request_line_is_sent_verbatim
                no_query_parameters_added
                methods_arrive_as_sent
                headers_arrive_as_sent
                request_body_arrives_whole
                an_unsupported_or_relative_uri_is_invalid_request
                no_retry
                dropping_the_body_aborts
                dropping_an_unread_body_aborts
                dropping_the_future_aborts
                concurrent_requests
                a_hundred_open_watches_do_not_block_a_get
                declared_parallel_streams_are_real
                unread_bodies_do_not_starve_others
                unread_watches_do_not_starve_others
                new_settings_cut_nothing_open
                unusable_settings_change_nothing
                refused_is_refused
                a_reset_before_the_head_is_an_error
                a_cut_head_is_an_error
                a_cut_body_is_an_error
                a_reset_body_is_an_error
                half_closed_connection
                a_head_in_single_bytes_is_awaited
                informational_responses_are_skipped
                never_ending_headers_are_bounded
                never_ending_informational_responses_are_bounded
                a_malformed_response_is_an_error
                bytes_after_a_response_reach_nobody
                no_retry_after_a_reset
                no_retry_on_a_reused_connection
                a_reset_stream_is_an_error
                a_refused_stream_is_an_error
                a_goaway_lets_the_body_finish
                a_goaway_that_cuts_the_body_is_an_error
            ]
        }
    };
}

macro_rules! define {
    (() [$($name:ident)*]) => {
        /// Every clause, in the suite's order.
        pub const CLAUSES: &[Clause] = &[
            $(Clause::new(stringify!($name), |target| Box::pin(clauses::$name(target))),)*
        ];
    };
}

crate::__conformance_clauses!([define]());

impl Clause {
    /// The clause of that name.
    pub fn named(name: &str) -> Option<Self> {
        CLAUSES.iter().find(|clause| clause.name == name).copied()
    }
}

/// Makes one test per clause of the transport contract.
///
/// The last argument is a function of yours that takes a
/// [`Clause`], checks it on your target and panics when it is broken.
/// The attribute is `#[test]` unless given; with one that takes async tests, write `async` before
/// an async function.
///
/// ```
/// use outrigger_test::conformance::Clause;
///
/// fn over_http1(clause: Clause) {
///     // runtime().block_on(clause.check(&target())).unwrap();
///     assert!(!clause.name.is_empty());
/// }
/// outrigger_test::conformance_tests!(mod http1, over_http1);
///
/// async fn in_browser(clause: Clause) {
///     assert!(!clause.name.is_empty());
/// }
/// // In a browser the attribute is #[wasm_bindgen_test].
/// outrigger_test::conformance_tests!(mod fetch, #[allow(unused)], async in_browser);
/// # fn main() {}
/// ```
#[macro_export]
macro_rules! conformance_tests {
    (mod $module:ident, #[$attribute:meta], async $run:path $(,)?) => {
        $crate::__conformance_clauses!([$crate::__conformance_tests](
            mod $module, #[$attribute], [async] $run, [.await]
        ));
    };
    (mod $module:ident, $run:path $(,)?) => {
        $crate::conformance_tests!(mod $module, #[test], $run);
    };
    (mod $module:ident, #[$attribute:meta], $run:path $(,)?) => {
        $crate::__conformance_clauses!([$crate::__conformance_tests](
            mod $module, #[$attribute], [] $run, []
        ));
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __conformance_tests {
    (
        (mod $module:ident, #[$attribute:meta], $asyncness:tt $run:path, $wait:tt)
        [$($name:ident)*]
    ) => {
        mod $module {
            #[allow(unused_imports, clippy::wildcard_imports)]
            use super::*;

            $($crate::__conformance_test!(#[$attribute] $asyncness $name, $run, $wait);)*
        }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __conformance_test {
    (#[$attribute:meta] [$($async:tt)?] $name:ident, $run:path, [$($wait:tt)*]) => {
        #[$attribute]
        $($async)? fn $name() {
            let clause = $crate::conformance::Clause::named(stringify!($name));
            $run(clause.expect("the suite lists its own clauses")) $($wait)*
        }
    };
}
