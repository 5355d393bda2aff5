"""What every API endpoint shares: keys, problems, pages, limits, schema. No tables; no words of the business."""
