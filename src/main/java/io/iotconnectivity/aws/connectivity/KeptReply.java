package io.iotconnectivity.aws.connectivity;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/** Keeps the reply to one call as it came, for what the SDK's model of this version leaves out. */
final class KeptReply implements ExecutionInterceptor {
    private volatile byte[] bytes = {};

    @Override
    public Optional<InputStream> modifyHttpResponseContent(
            Context.ModifyHttpResponse context, ExecutionAttributes attributes) {
        if (context.responseBody().isEmpty()) {
            return Optional.empty();
        }
        try {
            byte[] read = context.responseBody().get().readNBytes(SignedCalls.MAX_BYTES + 1);
            if (read.length > SignedCalls.MAX_BYTES) {
                throw SdkClientException.create("AWS answered with more than " + SignedCalls.MAX_BYTES + " bytes");
            }
            bytes = read;
            return Optional.of(new ByteArrayInputStream(read));
        } catch (IOException e) {
            throw SdkClientException.create("the answer was cut off", e);
        }
    }

    byte[] bytes() {
        return bytes.clone();
    }
}
