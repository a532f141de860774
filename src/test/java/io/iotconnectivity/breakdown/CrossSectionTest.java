package io.iotconnectivity.breakdown;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.breakdown.CrossSection.Cell;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class CrossSectionTest {
    private static final Dimension FIRMWARE = Dimension.attribute("firmware");

    @Property(tries = 200)
    void cellsAddUpToTheWhole(@ForAll Random random) {
        CrossSection section = new CrossSection(List.of(Dimension.REASON, FIRMWARE, Dimension.HOUR));
        int devices = random.nextInt(50);
        for (int i = 0; i < devices; i++) {
            section.device(
                    random.nextInt(5) == 0 ? Traits.NONE : new Traits(Map.of(FIRMWARE, "v" + random.nextInt(4))));
            int absences = random.nextInt(6);
            for (int absence = 0; absence < absences; absence++) {
                section.absence(
                        "R" + random.nextInt(3), random.nextInt(24), random.nextInt(1000), random.nextBoolean());
            }
        }

        List<Cell> cells = section.cells();

        assertThat(cells.stream().mapToLong(Cell::absences).sum())
                .isEqualTo(section.total().absences());
        assertThat(cells.stream().mapToLong(Cell::outages).sum())
                .isEqualTo(section.total().outages());
        assertThat(cells.stream().mapToLong(Cell::time).sum())
                .isEqualTo(section.total().time());
        assertThat(section.devices()).isEqualTo(devices);
        assertThat(cells).allSatisfy(cell -> assertThat(cell.devices())
                .isBetween(1L, Math.min(cell.absences(), section.devicesOf(cell))));
    }

    @Test
    void whatWouldBeTooManyCellsIsSaidToBeLeftOut() {
        CrossSection section = new CrossSection(List.of(FIRMWARE));
        for (int i = 0; i < CrossSection.MOST_CELLS + 3; i++) {
            section.device(new Traits(Map.of(FIRMWARE, "v" + i)));
            section.absence("CONNECTION_LOST", 7, 1, false);
        }

        assertThat(section.cells()).hasSize(CrossSection.MOST_CELLS);
        assertThat(section.leftOut()).isEqualTo(3);
        assertThat(section.total().absences()).isEqualTo(CrossSection.MOST_CELLS + 3);
    }
}
