package io.iotconnectivity.doctor;

import io.iotconnectivity.extension.ExtensionFolder;
import io.iotconnectivity.extension.Extensions;
import java.util.ArrayList;
import java.util.List;

/** Checks whether the jars that users have added can be used. */
final class AddedComponents implements Check {
    private final ExtensionFolder folder;

    AddedComponents(ExtensionFolder folder) {
        this.folder = folder;
    }

    @Override
    public String name() {
        return "extensions.folder";
    }

    @Override
    public boolean isUsed() {
        return !Extensions.in(folder).isEmpty();
    }

    @Override
    public List<Finding> look() {
        Extensions extensions = Extensions.in(folder);
        List<Finding> findings = new ArrayList<>();
        extensions.problems().forEach(problem -> findings.add(finding(problem, true)));
        extensions.doubts().forEach(doubt -> findings.add(finding(doubt, false)));
        return findings.isEmpty() ? List.of(Finding.ok(name(), extensions.describe())) : findings;
    }

    /** The fix follows the last semicolon. */
    private Finding finding(String text, boolean error) {
        int fix = text.lastIndexOf("; ");
        String found = text.substring(0, fix);
        return error
                ? Finding.error(name(), found, text.substring(fix + 2))
                : Finding.warning(name(), found, text.substring(fix + 2));
    }
}
