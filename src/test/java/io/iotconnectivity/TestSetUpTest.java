package io.iotconnectivity;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;

import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;

/** Requires tests to close what they open, even if their set-up fails. */
@AnalyzeClasses(packages = "io.iotconnectivity", importOptions = ImportOption.OnlyIncludeTests.class)
class TestSetUpTest {
    /** Left open, these break all later tests: there is one broker per JVM, and processes outlive it. */
    private static final Set<String> NEIGHBOURS =
            Set.of("Broker", "RunningProduct", "Browser", "WebhookInbox", "AwsEndpoint", "LocalProgram");

    @ArchTest
    static final ArchRule neighboursAreClosedByJUnit = noMethods()
            .that()
            .areAnnotatedWith(AfterAll.class)
            .or()
            .areAnnotatedWith(AfterEach.class)
            .should(closeNeighbours())
            .because("a field marked @AutoClose is closed also where the set-up failed before the next one was opened");

    private static ArchCondition<JavaMethod> closeNeighbours() {
        return new ArchCondition<>("close a broker, a process or a server") {
            @Override
            public void check(JavaMethod method, ConditionEvents events) {
                for (JavaCall<?> call : method.getCallsFromSelf()) {
                    boolean closes = call.getName().equals("close")
                            && NEIGHBOURS.contains(call.getTargetOwner().getSimpleName());
                    events.add(new SimpleConditionEvent(method, closes, call.getDescription()));
                }
            }
        };
    }
}
