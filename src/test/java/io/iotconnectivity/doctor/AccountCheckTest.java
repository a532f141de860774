package io.iotconnectivity.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.doctor.Finding.Status;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class AccountCheckTest {
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final Duration LONG = Duration.ofMinutes(1);

    @Test
    void aCheckThatHangsIsUnknownAndIsInterrupted() throws Exception {
        CountDownLatch interrupted = new CountDownLatch(1);
        Check hanging = check("hanging", true, () -> {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
            return List.of();
        });

        Report report = new AccountCheck(List.of(hanging), SHORT).run();

        assertThat(report.items()).singleElement().satisfies(item -> {
            assertThat(item.check()).isEqualTo("hanging");
            assertThat(item.status()).isEqualTo(Status.UNKNOWN);
        });
        interrupted.await();
    }

    @Test
    void checksRunAtTheSameTimeAndAreToldOfInTheirOrder() {
        CountDownLatch second = new CountDownLatch(1);
        Check first = check("first", true, () -> {
            try {
                second.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return List.of(Finding.ok("first", "waited for the second"));
        });
        Check other = check("second", true, () -> {
            second.countDown();
            return List.of(Finding.ok("second", "done"));
        });

        Report report = new AccountCheck(List.of(first, other), LONG).run();

        assertThat(report.items()).extracting(Finding::check).containsExactly("first", "second");
        assertThat(report.hasErrors()).isFalse();
    }

    @Test
    void aCheckThatFailsIsUnknownAndSpoilsNoOther() {
        Check broken = check("broken", true, () -> {
            throw new IllegalStateException("oh\nno");
        });
        Check bad = check("bad", true, () -> List.of(Finding.error("bad", "is bad", "make it good")));

        Report report = new AccountCheck(List.of(broken, bad), LONG).run();

        assertThat(report.items()).extracting(Finding::status).containsExactly(Status.UNKNOWN, Status.ERROR);
        assertThat(report.items().get(0).finding()).contains("oh\\u000ano");
        assertThat(report.hasErrors()).isTrue();
    }

    @Test
    void whatIsNotUsedIsNamedOnly() {
        Check unused = check("unused", false, () -> {
            throw new AssertionError("not to be looked at");
        });
        Check used = check("used", true, List::of);

        assertThat(new AccountCheck(List.of(unused, used), LONG).run().notUsed())
                .containsExactly("unused");
    }

    @Test
    void commandsSurviveTheShell() {
        assertThat(new AwsCommand("eu-west-1").of("sns", "create-topic", "--name", "it's; rm -rf $HOME"))
                .isEqualTo("aws --region eu-west-1 sns create-topic --name 'it'\\''s; rm -rf $HOME'");
    }

    private static Check check(String name, boolean used, Supplier<List<Finding>> look) {
        return new Check() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public boolean isUsed() {
                return used;
            }

            @Override
            public List<Finding> look() {
                return look.get();
            }
        };
    }
}
