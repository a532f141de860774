package io.iotconnectivity.settings;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Keys that contain a name of the user's choice: {@code <prefix>.<name>.<ending>}. Each reader with such keys declares
 * them once; the known keys, the environment variables that mean them and the secret values follow from it.
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
     * @param endings what can be set for each name
     */
    static KeyFamily of(String prefix, String... endings) {
        return new KeyFamily(prefix, Set.of(endings), Set.of(), false, Set.of());
    }

    /** The same, with endings below which users make up keys: {@code webhook.<name>.headers.<header>}. */
    KeyFamily withMaps(String... maps) {
        return new KeyFamily(prefix, endings, Set.of(maps), open, secrets);
    }

    /** The same, with any other ending accepted as a setting that the user's own routes refer to. */
    KeyFamily withAnyOther() {
        return new KeyFamily(prefix, endings, maps, true, secrets);
    }

    /** The same, with the values of these endings, and of everything below them, kept secret. */
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

    /** Whether any other ending is accepted, too. */
    boolean isOpen() {
        return open;
    }

    boolean holds(String key) {
        return begins(key) && form.matcher(key).matches();
    }

    boolean keepsSecret(String key) {
        return member(key).filter(member -> secrets.contains(member.ending())).isPresent();
    }

    /** All names in the given keys, in the order of their first keys. */
    Set<String> namesAsWritten(Collection<String> keys) {
        return members(keys).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** All names in the given keys, in order. */
    Set<String> names(Collection<String> keys) {
        return members(keys).collect(Collectors.toCollection(TreeSet::new));
    }

    private Stream<String> members(Collection<String> keys) {
        return keys.stream().flatMap(key -> member(key).stream()).map(Member::name);
    }

    /** The parts of a key of the family; absent if it does not belong to it. */
    Optional<Member> member(String key) {
        if (!begins(key)) {
            return Optional.empty();
        }
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

    /** Every key is held against every family, and hardly any belongs to one: that need not be matched with the form. */
    private boolean begins(String key) {
        return key.startsWith(prefix) && key.startsWith(".", prefix.length());
    }

    private static String either(Set<String> words) {
        // No word matches nothing, whereas an empty alternative would match the empty text.
        return words.isEmpty() ? "(?!)" : words.stream().map(Pattern::quote).collect(Collectors.joining("|"));
    }

    /**
     * @param entry the user's key below an ending that allows one; otherwise empty
     */
    record Member(String name, String ending, String entry) {}
}
