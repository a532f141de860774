package io.iotconnectivity;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAnnotation;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaConstructorCall;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.iotconnectivity.decide.IncidentRules;
import io.iotconnectivity.incident.Drops;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Holds the product's code to the structure that CONTRIBUTING.md describes. */
@AnalyzeClasses(packages = "io.iotconnectivity", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String SIGNAL = "io.iotconnectivity.signal..";
    private static final String EVENT = "io.iotconnectivity.event..";
    private static final String PRESENCE = "io.iotconnectivity.presence..";
    private static final String INCIDENT = "io.iotconnectivity.incident..";
    private static final String DECIDE = "io.iotconnectivity.decide..";
    private static final String AVAILABILITY = "io.iotconnectivity.availability..";
    private static final String BREAKDOWN = "io.iotconnectivity.breakdown..";
    private static final String DELIVERY = "io.iotconnectivity.delivery..";
    private static final String ENGINE = "io.iotconnectivity.engine..";
    private static final String VIEW = "io.iotconnectivity.engine.view..";
    private static final String HEALTH = "io.iotconnectivity.engine.health..";
    private static final String CODEC = "io.iotconnectivity.engine.codec..";
    private static final String SQLITE = "io.iotconnectivity.engine.sqlite..";
    private static final String KAFKA = "io.iotconnectivity.engine.kafka..";
    private static final String KAFKA_SOURCE = "io.iotconnectivity.source.kafka..";
    private static final String KAFKA_VIEW = "io.iotconnectivity.engine.kafka.view..";

    private static final String THREAD = "io.iotconnectivity.thread..";

    private static final String SETTINGS = "io.iotconnectivity.settings..";

    /** Values that any package may build on: the pure core, and what addresses, secrets and formats are. */
    private static final String[] BELOW_SETTINGS = {
        SETTINGS,
        SIGNAL,
        EVENT,
        PRESENCE,
        INCIDENT,
        "io.iotconnectivity.net..",
        "io.iotconnectivity.secret..",
        "io.iotconnectivity.webhook.format.."
    };

    /** Parts of typed settings that are not called so. */
    private static final Set<String> PARTS_OF_SETTINGS =
            Set.of("EngineKind", "ExtensionFolder", "PublicUrl", "RegionLookup", "TrustedProxies");

    private static final Set<String> INJECTED = Set.of(
            "javax.inject.Inject",
            "jakarta.inject.Inject",
            "jakarta.annotation.Resource",
            "org.springframework.beans.factory.annotation.Autowired",
            "org.apache.camel.BeanInject",
            "org.apache.camel.EndpointInject",
            "org.apache.camel.Produce",
            "org.apache.camel.PropertyInject");

    @ArchTest
    static final ArchRule theCoreNeedsNoMoreThanJavaAndAFewLibraries = classes()
            .that()
            .resideInAnyPackage(SIGNAL, EVENT, PRESENCE, INCIDENT, DECIDE, AVAILABILITY, BREAKDOWN)
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    SIGNAL,
                    EVENT,
                    PRESENCE,
                    INCIDENT,
                    DECIDE,
                    AVAILABILITY,
                    BREAKDOWN,
                    "com.cronutils..",
                    "com.google.re2j..",
                    "java.io",
                    "java.lang..",
                    "java.math",
                    "java.nio..",
                    "java.time..",
                    "java.util..",
                    "com.fasterxml.jackson..")
            .because("whatever decides about a device can be tested without Camel, AWS or a database");

    @ArchTest
    static final ArchRule signalsKnowNothingElseOfTheProduct = imports(SIGNAL);

    @ArchTest
    static final ArchRule eventsKnowAtMostSignals = imports(EVENT, SIGNAL);

    @ArchTest
    static final ArchRule presenceStandsOnSignalsAndEvents = imports(PRESENCE, SIGNAL, EVENT);

    @ArchTest
    static final ArchRule incidentsStandOnPresence = imports(INCIDENT, SIGNAL, EVENT, PRESENCE);

    @ArchTest
    static final ArchRule theDeciderStandsOnTheMachinesItDrives = imports(DECIDE, SIGNAL, EVENT, PRESENCE, INCIDENT);

    @ArchTest
    static final ArchRule theDeciderReadsNoFileAndNoJson = noClasses()
            .that()
            .resideInAPackage(DECIDE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.nio..", "java.sql..", "com.fasterxml.jackson..")
            .because("what is read and written goes through its port");

    @ArchTest
    static final ArchRule availabilityStandsOnEvents = imports(AVAILABILITY, SIGNAL, EVENT);

    @ArchTest
    static final ArchRule breakdownsStandOnEvents = imports(BREAKDOWN, SIGNAL, EVENT);

    @ArchTest
    static final ArchRule deliveryStandsOnEvents = imports(DELIVERY, SIGNAL, EVENT, THREAD);

    @ArchTest
    static final ArchRule deliveryKnowsNoDatabase = noClasses()
            .that()
            .resideInAPackage(DELIVERY)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "javax.sql..", "org.sqlite..")
            .because("how events get to sinks must not depend on where they are stored");

    @ArchTest
    static final ArchRule theEngineStandsOnThePureCoreAndDelivery =
            imports(ENGINE, SIGNAL, EVENT, PRESENCE, INCIDENT, DECIDE, DELIVERY, THREAD);

    @ArchTest
    static final ArchRule threadsKnowNothingElseOfTheProduct = imports(THREAD);

    @ArchTest
    static final ArchRule threadsAreMadeInOnePlace = noClasses()
            .that()
            .resideOutsideOfPackage(THREAD)
            .should()
            .callConstructorWhere(describe("a thread is made", (JavaConstructorCall call) -> call.getTargetOwner()
                    .isAssignableTo(Thread.class)))
            .because("each has a name, and none dies unnoticed");

    @ArchTest
    static final ArchRule whatIsRepeatedSurvivesItsFailures = noClasses()
            .that()
            .resideOutsideOfPackage(THREAD)
            .should()
            .callMethodWhere(describe(
                    "a task is repeated",
                    (JavaMethodCall call) -> call.getName().startsWith("scheduleWithFixedDelay")
                            || call.getName().startsWith("scheduleAtFixedRate")))
            .because("a task that throws once would silently never run again; use RepeatedTask");

    @ArchTest
    static final ArchRule webhooksKnowNoEngine = noClasses()
            .that()
            .resideInAPackage("io.iotconnectivity.webhook..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(ENGINE);

    @ArchTest
    static final ArchRule whatEveryEngineSharesKnowsNoDatabase = noClasses()
            .that()
            .resideInAnyPackage(VIEW, CODEC, HEALTH)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "javax.sql..", "org.sqlite..", SQLITE)
            .because(
                    "every engine lists devices, writes state and watches itself in the same way, wherever it keeps them");

    @ArchTest
    static final ArchRule enginesKeepWhatTheCoreDecidedAndDecideNothing = noClasses()
            .that()
            .resideInAnyPackage(SQLITE, KAFKA)
            .should()
            .dependOnClassesThat(resideInAnyPackage(PRESENCE, INCIDENT)
                    .and(describe(
                            "that are more than data",
                            known -> !known.isRecord() && !known.isEnum() && !known.isInterface()))
                    // The rules' own notes, which an engine holds for them in memory.
                    .and(not(equivalentTo(Drops.class))))
            .because("what happens to a device or an incident is decided through the package decide");

    @ArchTest
    static final ArchRule onlyTheWiringKnowsWhichEnginesThereAre = noClasses()
            .that()
            .resideOutsideOfPackages(SQLITE, KAFKA_VIEW)
            .and()
            .doNotHaveFullyQualifiedName("io.iotconnectivity.Engines")
            // It looks at the disk before there is an engine.
            .and()
            .doNotHaveFullyQualifiedName("io.iotconnectivity.doctor.EngineFile")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(SQLITE)
            .because("another engine can take the place of that one");

    @ArchTest
    static final ArchRule onlyItsEngineAndItsSourceKnowKafka = noClasses()
            .that()
            .resideOutsideOfPackages(KAFKA, KAFKA_SOURCE)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.kafka..")
            .because("its libraries are there only where they are used");

    @ArchTest
    static final ArchRule onlyItsReportsKnowParquet = noClasses()
            .that()
            .resideOutsideOfPackage("io.iotconnectivity.report.parquet..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.parquet..", "org.apache.hadoop..")
            .because("its libraries are there only where they are used");

    @ArchTest
    static final ArchRule theEnginesKnowNothingOfEachOther = noClasses()
            .that()
            .resideInAPackage(KAFKA)
            .and()
            .resideOutsideOfPackage(KAFKA_VIEW)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "org.sqlite..", SQLITE, KAFKA_VIEW)
            .because("what both need is in the packages that all engines share, and a view only reads");

    @ArchTest
    static final ArchRule viewsDecideNothing = noClasses()
            .that()
            .resideInAPackage(KAFKA_VIEW)
            .should()
            .dependOnClassesThat(resideInAnyPackage(DECIDE, "org.sqlite..")
                    // It finds the groups of devices.
                    .and(not(equivalentTo(IncidentRules.class))))
            .because("what the stages decided is all that a view shows");

    @ArchTest
    static final ArchRule onlyTheWiringKnowsTheDoctor = classes()
            .that()
            .resideInAPackage("io.iotconnectivity.doctor..")
            .should()
            .onlyBeAccessed()
            .byAnyPackage("io.iotconnectivity.doctor..", "io.iotconnectivity.cli..", "io.iotconnectivity")
            .because("it stands above the settings");

    @ArchTest
    static final ArchRule settingsKnowOfTheEdgesOnlyTheTypedSettingsThatTheyFill = noClasses()
            .that()
            .resideInAPackage(SETTINGS)
            .should()
            .dependOnClassesThat(resideInAPackage("io.iotconnectivity..")
                    .and(resideOutsideOfPackages(BELOW_SETTINGS))
                    .and(notTyped()))
            .because("what is set must not know who acts on it");

    @ArchTest
    static final ArchRule onlyTheWiringTheCommandsAndTheDoctorKnowTheSettings = classes()
            .that()
            .resideInAPackage(SETTINGS)
            .should()
            .onlyBeAccessed()
            .byAnyPackage(SETTINGS, "io.iotconnectivity.doctor..", "io.iotconnectivity.cli..", "io.iotconnectivity")
            .because("every other package has typed settings of its own");

    @ArchTest
    static final ArchRule sourcesDoNotKnowHowTheyAreConnected = noClasses()
            .that()
            .resideInAPackage("io.iotconnectivity.source")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.iotconnectivity.source.(*)..")
            .because("a source is a package below");

    @ArchTest
    static final ArchRule packagesFormNoCycles =
            slices().matching("io.iotconnectivity.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule onlyTheCommandLineWritesToTheTerminal = noClasses()
            .that()
            .resideOutsideOfPackage("io.iotconnectivity.cli..")
            .and()
            .doNotHaveFullyQualifiedName("io.iotconnectivity.App")
            .should(ACCESS_STANDARD_STREAMS)
            .because("everything else is logged");

    @ArchTest
    static final ArchRule thereIsOneWayToLog = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAPackage("java.util.logging..")
            .because("the code logs through SLF4J");

    @ArchTest
    static final ArchRule namesSayWhatAClassIsFor = noClasses()
            .should()
            .haveNameMatching(".*(Manager|Helper|Utils?|Impl)")
            .because("these words fit any class");

    @ArchTest
    static void noTwoFilesHaveOneName(JavaClasses product) {
        Map<String, List<String>> places = product.stream()
                .filter(JavaClass::isTopLevelClass)
                .filter(type -> !type.getSimpleName().equals("package-info"))
                .collect(Collectors.groupingBy(
                        JavaClass::getSimpleName, Collectors.mapping(JavaClass::getPackageName, Collectors.toList())));
        assertThat(places).isNotEmpty();
        places.values().removeIf(packages -> packages.size() == 1);
        assertThat(places).isEmpty();
    }

    @ArchTest
    static final ArchRule whatAClassNeedsGoesThroughItsConstructor = noFields()
            .should()
            .beAnnotatedWith(describe(
                    "an annotation that injects",
                    (JavaAnnotation<?> annotation) ->
                            INJECTED.contains(annotation.getRawType().getName())));

    private static DescribedPredicate<JavaClass> notTyped() {
        return describe("neither typed settings nor parts of them", type -> {
            String name =
                    type.getName().substring(type.getPackageName().length() + 1).split("\\$", 2)[0];
            return !name.endsWith("Settings") && !PARTS_OF_SETTINGS.contains(name);
        });
    }

    /** Of the product's own packages, a package may import itself and those given, and no others. */
    private static ArchRule imports(String importing, String... imported) {
        String[] allowed = new String[imported.length + 1];
        allowed[0] = importing;
        System.arraycopy(imported, 0, allowed, 1, imported.length);
        return noClasses()
                .that()
                .resideInAPackage(importing)
                .should()
                .dependOnClassesThat(resideInAPackage("io.iotconnectivity..").and(resideOutsideOfPackages(allowed)));
    }
}
