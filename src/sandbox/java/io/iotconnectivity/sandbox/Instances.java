package io.iotconnectivity.sandbox;

import io.iotconnectivity.sandbox.Product.Surroundings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Several instances of the product that share the fleet. Now and then one of them is killed, and comes back. */
final class Instances implements AutoCloseable {
    /** Longer than it takes the others to miss it, so that its partitions are seen to move. */
    private static final Duration AWAY = Duration.ofSeconds(20);

    private final Path jar;
    private final List<Surroundings> all = new ArrayList<>();
    /** By their place; one that has been killed is missing. */
    private final Map<Integer, Product> running = new TreeMap<>();

    private final Consumer<String> tell;
    private final CompletableFuture<Integer> ended = new CompletableFuture<>();
    private final CountDownLatch closing = new CountDownLatch(1);

    private Instances(Path jar, List<Surroundings> all, Consumer<String> tell) {
        this.jar = jar;
        this.all.addAll(all);
        this.tell = tell;
    }

    /**
     * Starts them.
     *
     * @param shared what is around the first of them; each has a folder of its own there, and a port
     * @param kafka what they keep everything in
     * @param killEvery zero if none is to be killed
     * @param tell what is done to them
     */
    static Instances start(
            Path jar,
            Surroundings shared,
            KafkaServer kafka,
            int count,
            Duration killEvery,
            long seed,
            Consumer<String> tell) {
        List<Surroundings> all = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            all.add(shared.ofInstance(name(number), shared.httpPort() + number, kafka.address()));
        }
        Instances instances = new Instances(jar, all, tell);
        all.forEach(Surroundings::prepare);
        for (int number = 0; number < count; number++) {
            instances.start(number);
        }
        if (!killEvery.isZero()) {
            Thread thread = new Thread(() -> instances.killNowAndThen(killEvery, seed), "kill-instances");
            thread.setDaemon(true);
            thread.start();
        }
        return instances;
    }

    /** What an instance is called, counted from 0. */
    static String name(int number) {
        return "instance-" + (number + 1);
    }

    private synchronized void start(int number) {
        if (closing.getCount() > 0) {
            Product product = Product.startInstance(jar, all.get(number), name(number));
            running.put(number, product);
            product.ended().thenAccept(status -> endedBy(product, status));
        }
    }

    /** Only we may end one. */
    private synchronized void endedBy(Product product, int status) {
        if (running.containsValue(product)) {
            ended.complete(status);
        }
    }

    private synchronized void kill(int number) {
        if (closing.getCount() > 0) {
            running.remove(number).kill();
        }
    }

    private void killNowAndThen(Duration every, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        try {
            while (!closing.await(every.toMillis(), TimeUnit.MILLISECONDS)) {
                int number = random.nextInt(all.size());
                kill(number);
                tell.accept(name(number) + " is killed (kill -9); back in " + AWAY.toSeconds() + " s");
                if (closing.await(AWAY.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
                start(number);
                tell.accept(name(number) + " is started again");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Completes with the exit status of the first that ends by itself. */
    CompletableFuture<Integer> ended() {
        return ended;
    }

    /** Asks all of them to shut down, and waits until they have. */
    @Override
    public void close() {
        closing.countDown();
        List<Product> open;
        synchronized (this) {
            open = List.copyOf(running.values());
        }
        open.parallelStream().forEach(Product::close);
    }
}
