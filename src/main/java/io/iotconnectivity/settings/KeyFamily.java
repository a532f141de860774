package io.iotconnectivity.settings;

import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Keys with a name of the user's choice in them: {@code <prefix>.<name>.<ending>}. Each reader that has such keys declares them once;
 * which keys are known, which variables of the environment mean them and which values are secret follow from it.
 */
final class KeyFamily {
    private final String prefix;
    private final Set<String> endings;
    private final Set<String> maps;
    private final boolean open;
    private final Set<String> secrets;
    private final Pattern form;

    private KeyFamily(String prefix, Set<String> endings, Set<String> maps, boolean open, Set<String> secrets) {
        this.prefix = prefix;
        this.endings = endings;
        this.maps = maps;
        this.open = open;
        this.secrets = secrets;
        this.form = Pattern.compile(Pattern.quote(prefix) + "\\.(?<name>[^.]+)\\." + "(?:(?<ending>" + either(endings)
                + ")|(?<map>" + either(maps) + ")\\.(?<entry>.+)" + (open ? "|(?<other>.+)" : "") + ")");
    }

    /**
     * @param prefix what the keys begin with, without the dot
     * @param endings what can be set of each name
     */
    static KeyFamily of(String prefix, String... endings) {
        return new KeyFamily(prefix, Set.of(endings), Set.of(), false, Set.of());
    }

    /** The same, with endings below which users make up keys: {@code webhook.<name>.headers.<header>}. */
    KeyFamily withMaps(String... maps) {
        return new KeyFamily(prefix, endings, Set.of(maps), open, secrets);
    }

    /** The same, where any other ending is a setting, too, which the user's own routes refer to. */
    KeyFamily withAnyOther() {
        return new KeyFamily(prefix, endings, maps, true, secrets);
    }

    /** The same, where the values of these endings, and of all below them, are shown to nobody. */
    KeyFamily keepingSecret(String... endings) {
        return new KeyFamily(prefix, this.endings, maps, open, Set.of(endings));
    }

    String prefix() {
        return prefix;
    }

    Set<String> endings() {
        return endings;
    }

    Set<String> maps() {
        return maps;
    }

    /** Whether any other ending is a setting, too. */
    boolean isOpen() {
        return open;
    }

    boolean holds(String key) {
        return form.matcher(key).matches();
    }

    boolean keepsSecret(String key) {
        return member(key).filter(member -> secrets.contains(member.ending())).isPresent();
    }

    /** All names that keys give, in order. */
    Set<String> names(Collection<String> keys) {
        return keys.stream()
                .flatMap(key -> member(key).stream())
                .map(Member::name)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** What a key of the family is made of; absent if it is none. */
    Optional<Member> member(String key) {
        Matcher parts = form.matcher(key);
        if (!parts.matches()) {
            return Optional.empty();
        }
        String name = parts.group("name");
        if (parts.group("ending") != null) {
            return Optional.of(new Member(name, parts.group("ending"), ""));
        }
        return Optional.of(
                parts.group("map") != null
                        ? new Member(name, parts.group("map"), parts.group("entry"))
                        : new Member(name, parts.group("other"), ""));
    }

    private static String either(Set<String> words) {
        // No word matches nothing, where an empty alternative would match the empty text.
        return words.isEmpty() ? "(?!)" : words.stream().map(Pattern::quote).collect(Collectors.joining("|"));
    }

    /**
     * @param entry the user's key below an ending that has such; otherwise empty
     */
    record Member(String name, String ending, String entry) {}
}
