import AWSXRay from 'aws-xray-sdk-core';

export async function handler() {
  const segment = AWSXRay.getSegment();
  const part = segment.addNewSubsegment('part');
  part.addAnnotation('order', 1);
  part.close();
  return { name: part.name, annotations: part.annotations };
}
