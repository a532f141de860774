package io.iotconnectivity.sandbox.aws.protocol;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** An error that a service returns. Its protocol determines how it looks on the wire. */
public final class AwsError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;
    private final transient ObjectNode details;

    /**
     * @param status the HTTP status
     * @param code   the name that the SDK makes its exception from, for example {@code ResourceNotFoundException}
     */
    public AwsError(int status, String code, String message) {
        this(status, code, message, JsonNodeFactory.instance.objectNode());
    }

    /** @param details further members of the error, for example the item that a failed condition met */
    public AwsError(int status, String code, String message, ObjectNode details) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
        this.details = details;
    }

    public static AwsError validation(String message) {
        return new AwsError(400, "ValidationException", message);
    }

    public static AwsError unknownOperation(String operation) {
        return new AwsError(400, "UnknownOperationException", "The sandbox does not know the operation " + operation);
    }

    public int status() {
        return status;
    }

    public String code() {
        return code;
    }

    public ObjectNode details() {
        return details;
    }
}
