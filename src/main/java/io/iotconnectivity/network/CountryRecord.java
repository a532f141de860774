package io.iotconnectivity.network;

import com.maxmind.db.MaxMindDbConstructor;
import com.maxmind.db.MaxMindDbParameter;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a file says of the country of an address, in the fields of MaxMind and DB-IP, whose files of cities will do as well, or
 * of those that have the code only. The reader of files constructs it.
 */
public final class CountryRecord {
    private static final Pattern CODE = Pattern.compile("[A-Z]{2}");

    private final Place country;
    private final Place registered;
    private final String code;

    /** A country of MaxMind. */
    public static final class Place {
        private final String code;

        @MaxMindDbConstructor
        public Place(@MaxMindDbParameter(name = "iso_code") String code) {
            this.code = code;
        }
    }

    /** The form of IPinfo, in which {@code country} is a text. */
    public static final class Flat {
        private final String country;
        private final String code;

        @MaxMindDbConstructor
        public Flat(
                @MaxMindDbParameter(name = "country") String country,
                @MaxMindDbParameter(name = "country_code") String code) {
            this.country = country;
            this.code = code;
        }

        Optional<String> code() {
            return CountryRecord.code(code, country);
        }
    }

    @MaxMindDbConstructor
    public CountryRecord(
            @MaxMindDbParameter(name = "country") Place country,
            @MaxMindDbParameter(name = "registered_country") Place registered,
            @MaxMindDbParameter(name = "country_code") String code) {
        this.country = country;
        this.registered = registered;
        this.code = code;
    }

    /** Where it is; if that is not known, where it is registered. */
    Optional<String> code() {
        return code(country == null ? null : country.code, registered == null ? null : registered.code, code);
    }

    private static Optional<String> code(String... texts) {
        return Stream.of(texts)
                .filter(text -> text != null && CODE.matcher(text).matches())
                .findFirst();
    }
}
