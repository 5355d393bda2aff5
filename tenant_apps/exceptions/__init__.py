"""Order exceptions (订单异常): named troubles, found by detectors and worked to their end by playbooks."""
