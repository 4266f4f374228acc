use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::Bytes;

use super::reflector::{Demand, ExchangeId};
use crate::client::{Client, Queued, Turn};
use crate::error::{Error, Result};
use crate::request::Request;
use crate::rt::BoxFuture;
use crate::transport::Body;

/// The exchange that the reflector has under way.
pub(super) struct Exchange {
    pub(super) id: ExchangeId,
    phase: Phase,
    /// Given up after the exchange, which is dropped first.
    turn: Option<Turn>,
    /// The reflector knows that the turn is over.
    over: bool,
}

enum Phase {
    Queued {
        queue: Queued,
        /// The reflector knows that it waits.
        told: bool,
        request: Box<Request>,
    },
    Opening(BoxFuture<'static, Result<http::Response<Body>>>),
    Streaming(Body),
}

/// What woke the pump.
pub(super) enum Woken {
    Queued(ExchangeId, Demand),
    Admitted(ExchangeId, Turn, Box<Request>),
    TurnOver(ExchangeId),
    Check(Arc<Error>),
    Opened(ExchangeId, Body),
    Chunk(ExchangeId, Bytes),
    Ended(ExchangeId),
    Failed(ExchangeId, Error),
    Time,
    Stop,
}

impl Exchange {
    /// Sends the request.
    pub(super) fn open(
        id: ExchangeId,
        client: &Client,
        request: Request,
        turn: Option<Turn>,
    ) -> Self {
        let client = client.clone();
        let opening = Box::pin(async move { client.open_now(request).await });
        Self {
            turn,
            ..Self::new(id, Phase::Opening(opening))
        }
    }

    /// Waits for its turn to send the request.
    pub(super) fn queue(id: ExchangeId, queue: Queued, request: Request) -> Self {
        let (told, request) = (false, Box::new(request));
        let phase = Phase::Queued {
            queue,
            told,
            request,
        };
        Self::new(id, phase)
    }

    const fn new(id: ExchangeId, phase: Phase) -> Self {
        Self {
            id,
            phase,
            turn: None,
            over: false,
        }
    }

    /// The head of the answer has come.
    pub(super) fn opened(&mut self, body: Body) {
        self.phase = Phase::Streaming(body);
        if let Some(turn) = &self.turn {
            turn.opened();
        }
    }

    /// What comes next of it.
    pub(super) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Woken> {
        let id = self.id;
        if let Some(turn) = &self.turn
            && !self.over
            && turn.poll_over(cx).is_ready()
        {
            self.over = true;
            return Poll::Ready(Woken::TurnOver(id));
        }
        match &mut self.phase {
            Phase::Queued {
                queue,
                told,
                request,
            } => {
                if let Poll::Ready(turn) = Pin::new(&mut *queue).poll(cx) {
                    return Poll::Ready(Woken::Admitted(id, turn, request.clone()));
                }
                if std::mem::replace(told, true) {
                    return Poll::Pending;
                }
                let (watches, places) = queue.demand();
                Poll::Ready(Woken::Queued(id, Demand { watches, places }))
            }
            Phase::Opening(opening) => opening.as_mut().poll(cx).map(|outcome| match outcome {
                Ok(response) => Woken::Opened(id, response.into_body()),
                Err(error) => Woken::Failed(id, error),
            }),
            Phase::Streaming(body) => {
                let chunk = ready!(pin!(body.next()).poll(cx));
                Poll::Ready(match chunk {
                    Some(Ok(chunk)) => Woken::Chunk(id, chunk),
                    Some(Err(error)) => Woken::Failed(id, Error::from_transport(error)),
                    None => Woken::Ended(id),
                })
            }
        }
    }
}
