package io.iotconnectivity.aws;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.ToIntFunction;
import software.amazon.awssdk.core.exception.SdkServiceException;

/**
 * Puts items that several threads send at the same time into common requests, as a database commits in groups: while
 * {@value #MOST_UNDER_WAY} requests are under way, what else is to be sent waits, and goes with the next one. Nothing ever waits for
 * company, so a single item is sent at once. Each thread learns what became of its own item.
 *
 * @param <T> an item
 */
final class SharedRequests<T> {
    /** Few enough that requests are full in a storm, enough that the latency of one does not limit all. */
    private static final int MOST_UNDER_WAY = 3;

    private static final int CLIENT_ERROR = 400;
    private static final int SERVER_ERROR = 500;

    private final int mostItems;
    private final int mostBytes;
    private final ToIntFunction<T> bytes;
    private final Request<T> request;
    private final Deque<Place<T>> waiting = new ArrayDeque<>();
    private int underWay;

    /** Sends one request. */
    @FunctionalInterface
    interface Request<T> {
        /**
         * @param items at least one
         * @return why items were not taken, by their index; all others were
         * @throws Exception if the request failed as a whole
         */
        Map<Integer, Exception> send(List<T> items) throws Exception;
    }

    /**
     * @param mostItems the maximum number of items of a request
     * @param mostBytes the maximum size of a request with more than one item
     * @param bytes the size of an item
     */
    SharedRequests(int mostItems, int mostBytes, ToIntFunction<T> bytes, Request<T> request) {
        this.mostItems = mostItems;
        this.mostBytes = mostBytes;
        this.bytes = bytes;
        this.request = request;
    }

    /** A thread with its item. What is not final is written before the turn is given, and read after. */
    private static final class Place<T> {
        private final T item;
        private final Semaphore turn = new Semaphore(0);
        /** What this thread is to send, its own item first; empty if another does it. */
        private List<Place<T>> lot = List.of();

        private Optional<Exception> failure = Optional.of(new IllegalStateException("was not sent"));

        private Place(T item) {
            this.item = item;
        }
    }

    /**
     * Returns once the item is taken.
     *
     * @throws InterruptedException if the thread is interrupted while another one sends its item, which may arrive
     * @throws Exception the failure of the item, or of the request; several threads may get the same
     */
    void send(T item) throws Exception {
        Place<T> place = new Place<>(item);
        if (!begins(place)) {
            awaitTurn(place);
        }
        if (!place.lot.isEmpty()) {
            try {
                send(place.lot);
            } finally {
                handOver(place.lot);
            }
        }
        if (place.failure.isPresent()) {
            throw place.failure.get();
        }
    }

    /** Requests that have been begun. */
    synchronized int underWay() {
        return underWay;
    }

    /** Items that wait for a request. */
    synchronized int waiting() {
        return waiting.size();
    }

    private synchronized boolean begins(Place<T> place) {
        if (underWay == MOST_UNDER_WAY) {
            waiting.add(place);
            return false;
        }
        underWay++;
        place.lot = List.of(place);
        return true;
    }

    private void awaitTurn(Place<T> place) throws InterruptedException {
        try {
            place.turn.acquire();
        } catch (InterruptedException e) {
            if (isItsTurn(place)) {
                // Others depend on it.
                Thread.currentThread().interrupt();
                return;
            }
            throw e;
        }
    }

    /** If not, nobody will give the turn to the thread any more. */
    private synchronized boolean isItsTurn(Place<T> place) {
        waiting.remove(place);
        return !place.lot.isEmpty();
    }

    private void handOver(List<Place<T>> sent) {
        next().ifPresent(leader -> leader.turn.release());
        sent.stream().skip(1).forEach(place -> place.turn.release());
    }

    private synchronized Optional<Place<T>> next() {
        if (waiting.isEmpty()) {
            underWay--;
            return Optional.empty();
        }
        List<Place<T>> lot = new ArrayList<>();
        long size = 0;
        while (!waiting.isEmpty() && lot.size() < mostItems) {
            size += bytes.applyAsInt(waiting.peekFirst().item);
            if (!lot.isEmpty() && size > mostBytes) {
                break;
            }
            lot.add(waiting.removeFirst());
        }
        lot.get(0).lot = lot;
        return Optional.of(lot.get(0));
    }

    private void send(List<Place<T>> lot) {
        try {
            Map<Integer, Exception> failures =
                    request.send(lot.stream().map(place -> place.item).toList());
            for (int i = 0; i < lot.size(); i++) {
                lot.get(i).failure = Optional.ofNullable(failures.get(i));
            }
        } catch (Exception e) {
            if (lot.size() > 1 && mayBeAboutOne(e)) {
                // One item that AWS rejects must not take the others along.
                lot.forEach(place -> send(List.of(place)));
            } else {
                lot.forEach(place -> place.failure = Optional.of(e));
            }
        }
    }

    private static boolean mayBeAboutOne(Exception e) {
        return e instanceof SdkServiceException refusal
                && refusal.statusCode() >= CLIENT_ERROR
                && refusal.statusCode() < SERVER_ERROR
                && !refusal.isThrottlingException();
    }
}
