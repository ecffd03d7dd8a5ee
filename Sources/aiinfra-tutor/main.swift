print("aiinfra-tutor")
