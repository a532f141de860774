package io.iotconnectivity.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;

/** What is sent at the same time shares requests; each thread learns what became of its own item. */
class SharedRequestsTest {
    private static final int UNDER_WAY = 3;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final ConcurrentLinkedQueue<List<Integer>> sent = new ConcurrentLinkedQueue<>();
    private final CountDownLatch gate = new CountDownLatch(1);

    @AfterEach
    void end() {
        gate.countDown();
        threads.shutdownNow();
    }

    @Test
    void singleItemIsSentAtOnce() throws Exception {
        gate.countDown();
        requests(10, 100, items -> Map.of()).send(7);

        assertThat(sent).containsExactly(List.of(7));
    }

    @Test
    void whatComesWhileRequestsAreUnderWaySharesTheNextOnes() {
        SharedRequests<Integer> requests = requests(10, 1000, items -> Map.of());
        List<CompletableFuture<Void>> busy = hold(requests);
        List<CompletableFuture<Void>> later = begin(requests, 100, 125);

        gate.countDown();
        all(busy);
        all(later);

        assertThat(sent).allMatch(items -> items.size() <= 10);
        assertThat(sent.stream().filter(items -> items.get(0) >= 100)).hasSize(3);
        assertThat(sent.stream().flatMap(List::stream)).hasSize(UNDER_WAY + 25).doesNotHaveDuplicates();
    }

    @Test
    void requestIsNoLargerThanAllowed() {
        SharedRequests<Integer> requests = requests(10, 250, items -> Map.of());
        List<CompletableFuture<Void>> busy = hold(requests);
        List<CompletableFuture<Void>> later = begin(requests, 100, 110);

        gate.countDown();
        all(busy);
        all(later);

        assertThat(sent.stream().filter(items -> items.get(0) >= 100))
                .hasSize(5)
                .allMatch(items -> items.size() == 2);
    }

    @Test
    void onlyTheItemsThatWereNotTakenFail() {
        SharedRequests<Integer> requests = requests(10, 10_000, items -> IntStream.range(0, items.size())
                .filter(i -> items.get(i) % 2 == 1)
                .boxed()
                .collect(Collectors.toMap(i -> i, i -> new IOException("odd " + items.get(i)))));
        List<CompletableFuture<Void>> busy = hold(requests);
        List<CompletableFuture<Void>> later = begin(requests, 100, 110);

        gate.countDown();

        for (int i = 0; i < later.size(); i++) {
            CompletableFuture<Void> one = later.get(i);
            if (i % 2 == 0) {
                one.join();
            } else {
                assertThatThrownBy(one::join).hasRootCauseMessage("odd " + (100 + i));
            }
        }
        assertThat(busy).hasSize(UNDER_WAY);
    }

    @Test
    void oneItemThatIsRejectedDoesNotTakeTheOthersAlong() {
        SharedRequests<Integer> requests = requests(10, 10_000, items -> {
            if (items.contains(105)) {
                throw DynamoDbException.builder()
                        .statusCode(400)
                        .message("too large")
                        .build();
            }
            return Map.of();
        });
        List<CompletableFuture<Void>> busy = hold(requests);
        List<CompletableFuture<Void>> later = begin(requests, 100, 110);

        gate.countDown();
        all(busy);

        assertThatThrownBy(later.remove(5)::join).hasRootCauseInstanceOf(DynamoDbException.class);
        all(later);
    }

    @Test
    void requestThatFailsAsAWholeFailsForAllAndTheNextOneIsSent() {
        SharedRequests<Integer> requests = requests(10, 10_000, items -> {
            if (items.contains(105)) {
                throw DynamoDbException.builder()
                        .statusCode(500)
                        .message("down")
                        .build();
            }
            return Map.of();
        });
        List<CompletableFuture<Void>> busy = hold(requests);
        List<CompletableFuture<Void>> later = begin(requests, 100, 120);

        gate.countDown();
        all(busy);

        later.subList(0, 10)
                .forEach(one -> assertThatThrownBy(one::join).hasRootCauseInstanceOf(DynamoDbException.class));
        all(later.subList(10, 20));
    }

    @Test
    void threadThatIsInterruptedLeavesItsPlaceToTheOthers() {
        SharedRequests<Integer> requests = requests(10, 10_000, items -> Map.of());
        List<CompletableFuture<Void>> busy = hold(requests);
        Future<?> first = threads.submit(() -> {
            requests.send(100);
            return null;
        });
        await().until(() -> requests.waiting() == 1);
        List<CompletableFuture<Void>> later = begin(requests, 101, 105);
        first.cancel(true);
        await().until(() -> requests.waiting() == 4);

        gate.countDown();
        all(busy);
        all(later);

        assertThat(sent).contains(List.of(101, 102, 103, 104));
    }

    private SharedRequests<Integer> requests(int items, int bytes, SharedRequests.Request<Integer> then) {
        return new SharedRequests<>(items, bytes, item -> 100, sending -> {
            if (sending.get(0) < UNDER_WAY) {
                gate.await();
            }
            sent.add(List.copyOf(sending));
            return then.send(sending);
        });
    }

    /** Has all requests under way that may be, until the gate opens. */
    private List<CompletableFuture<Void>> hold(SharedRequests<Integer> requests) {
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (int i = 0; i < UNDER_WAY; i++) {
            all.add(begin(requests, i));
        }
        await().until(() -> requests.underWay() == UNDER_WAY);
        return all;
    }

    /** Items that wait in this order. */
    private List<CompletableFuture<Void>> begin(SharedRequests<Integer> requests, int from, int to) {
        List<CompletableFuture<Void>> all = new ArrayList<>();
        int before = requests.waiting();
        for (int i = from; i < to; i++) {
            all.add(begin(requests, i));
            int expected = before + i - from + 1;
            await().until(() -> requests.waiting() == expected);
        }
        return all;
    }

    private CompletableFuture<Void> begin(SharedRequests<Integer> requests, int item) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        requests.send(item);
                    } catch (Exception e) {
                        throw new CompletionException(e);
                    }
                },
                threads);
    }

    private static void all(List<CompletableFuture<Void>> futures) {
        futures.forEach(CompletableFuture::join);
    }
}
