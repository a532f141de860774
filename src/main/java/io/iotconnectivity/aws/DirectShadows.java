package io.iotconnectivity.aws;

import software.amazon.awssdk.services.iotdataplane.IotDataPlaneClient;
import software.amazon.awssdk.services.iotdataplane.model.UpdateThingShadowRequest;
import software.amazon.awssdk.services.iotdataplane.model.UpdateThingShadowResponse;
import software.amazon.awssdk.utils.http.SdkHttpUtils;

/**
 * Shadow updates, as {@link DirectRequests}; what these do not get through, the SDK's client sends. The shadow, classic or named, must be the same in all
 * requests. No other operation is supported.
 */
final class DirectShadows implements IotDataPlaneClient {
    private final IotDataPlaneClient client;
    private final DirectRequests requests;

    /**
     * @param requests an interceptor of the client
     */
    DirectShadows(IotDataPlaneClient client, DirectRequests requests) {
        this.client = client;
        this.requests = requests;
    }

    @Override
    public UpdateThingShadowResponse updateThingShadow(UpdateThingShadowRequest request) {
        String path = "/things/" + SdkHttpUtils.urlEncode(request.thingName()) + "/shadow";
        return requests.send("UpdateThingShadow", path, request.payload().asByteArrayUnsafe())
                .map(answer -> UpdateThingShadowResponse.builder().build())
                .orElseGet(() -> client.updateThingShadow(request));
    }

    @Override
    public String serviceName() {
        return client.serviceName();
    }

    /** The client belongs to whoever built it. */
    @Override
    public void close() {}
}
